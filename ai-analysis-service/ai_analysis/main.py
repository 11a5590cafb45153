"""Puts ai-analysis together: routes, messages, jobs and the model."""

from functools import partial

from fastapi import FastAPI

from ai_analysis import worker
from ai_analysis.analyses import routes as analyses
from ai_analysis.analyses.service import on_analyze_alert, on_draft_postmortem
from ai_analysis.feedback import routes as feedback
from ai_analysis.feedback.service import on_rca_confirmed
from ai_analysis.knowledge.model import ServingModel
from ai_analysis.orm import Base
from ai_analysis.settings import Settings
from ai_analysis.suggestions import routes as suggestions
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.messages import AnalyzeAlert, DraftPostmortem, RcaConfirmed
from platform_contracts.vocabulary import Service
from platform_kit.app import Peer, Wiring, create_service_app


def create_app(settings: Settings) -> FastAPI:
    """The service; nothing is opened or trained before its lifespan begins."""
    model = ServingModel()
    app = create_service_app(
        settings,
        Wiring(
            metadata=Base.metadata,
            migrations="ai_analysis.migrations",
            routers=[analyses.router, suggestions.router, feedback.router],
            handlers={
                AnalyzeAlert: partial(on_analyze_alert, model),
                DraftPostmortem: on_draft_postmortem,
                RcaConfirmed: on_rca_confirmed,
            },
            peers={Service.INCIDENTS: Peer(IncidentsClient, settings.incident_service_url)},
            jobs=worker.jobs,
            lifespan=worker.model_in_use,
        ),
    )
    app.state.model = model
    return app
