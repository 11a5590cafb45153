"""Table: what the language model was used for, by day."""

from datetime import date

from sqlalchemy import BigInteger, Date
from sqlalchemy.orm import Mapped, mapped_column

from ai_analysis.orm import Base


class LlmUsage(Base):
    """Tokens of one day (UTC), reserved ones included."""

    __tablename__ = "llm_usage"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    tokens: Mapped[int] = mapped_column(BigInteger)
    requests: Mapped[int]
