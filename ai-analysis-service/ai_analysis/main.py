"""Puts ai-analysis together: routes, messages, jobs and the model."""

from functools import partial

from fastapi import FastAPI

from ai_analysis import worker
from ai_analysis.analyses import routes as analyses
from ai_analysis.feedback import routes as feedback
from ai_analysis.knowledge import routes as knowledge
from ai_analysis.knowledge.model import ServingModel
from ai_analysis.learning import routes as learning
from ai_analysis.llm.client import LanguageModel
from ai_analysis.orm import Base
from ai_analysis.past_incidents import routes as past_incidents
from ai_analysis.past_incidents.service import on_rca_confirmed
from ai_analysis.plans import routes as plans
from ai_analysis.reports import routes as reports
from ai_analysis.reports.handlers import on_analyze_alert
from ai_analysis.reports.service import Desk, on_draft_postmortem
from ai_analysis.runbooks import routes as runbooks
from ai_analysis.runbooks.service import Library, on_runbook_changed
from ai_analysis.settings import Settings
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.messages import AnalyzeAlert, DraftPostmortem, RcaConfirmed, RunbookChanged
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
            routers=[
                analyses.router,
                plans.router,
                reports.writing,
                reports.router,
                past_incidents.router,
                runbooks.router,
                feedback.router,
                learning.router,
                knowledge.router,
            ],
            handlers={
                AnalyzeAlert: partial(on_analyze_alert, model),
                DraftPostmortem: on_draft_postmortem,
                RunbookChanged: on_runbook_changed,
                RcaConfirmed: partial(on_rca_confirmed, model),
            },
            peers={Service.INCIDENTS: Peer(IncidentsClient, settings.incident_service_url)},
            jobs=worker.jobs,
            lifespan=worker.model_in_use,
        ),
    )
    app.state.model = model
    app.state.runbooks = Library()
    app.state.desk = Desk(
        app.state.database,
        app.state.peers[Service.INCIDENTS],
        LanguageModel(settings, app.state.database),
    )
    return app
