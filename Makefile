# `make` lists the targets. Each is one command; what is longer is a script.

PYTHON ?= python3
VENV := .venv/bin/python
STATE := $(or $(PLATFORM_STATE_DIR),.local)

.DEFAULT_GOAL := help

.PHONY: help
help:  ## list the targets
	@grep -hE '^[a-z%-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

# --- start -----------------------------------------------------------------------------------

.PHONY: run
run: env-run  ## start the whole platform on this machine, on http://127.0.0.1:8080
	@$(VENV) -m platform_local

.PHONY: setup
setup: env-dev  ## make the environment for running, testing and checking

.PHONY: env-run env-dev
env-run env-dev:
	@$(PYTHON) scripts/bootstrap.py $(@:env-%=%)

# --- test and check --------------------------------------------------------------------------

.PHONY: test
test: env-dev  ## all tests but those of browsers, containers and long runs
	@$(VENV) scripts/run_tests.py

.PHONY: test-integration
test-integration: env-dev  ## the tests that use a real database
	@$(VENV) scripts/run_tests.py --integration

.PHONY: coverage
coverage: env-dev  ## all tests with a coverage report in htmlcov/
	@$(VENV) scripts/run_tests.py --coverage

.PHONY: lint
lint: env-dev  ## style and likely faults, Python and web
	@$(VENV) scripts/check.py lint

.PHONY: fmt
fmt: env-dev  ## format everything
	@$(VENV) scripts/check.py fmt

.PHONY: types
types: env-dev  ## types, Python and web
	@$(VENV) scripts/check.py types

.PHONY: arch
arch: env-dev  ## layers, file sizes and the other rules of the code
	@$(VENV) -m pytest tests/architecture

.PHONY: pages
pages: env-dev  ## build the web pages and check their size
	@$(VENV) -m platform_local.web_ui && $(VENV) scripts/check.py size

.PHONY: browser
browser: env-dev  ## the pages in Chromium, on a running platform with demo data
	@$(VENV) -m pytest tests/browser

.PHONY: e2e
e2e: env-dev  ## the whole walk with real Prometheus, Alertmanager, SMTP server and browser
	@$(VENV) -m pytest tests/e2e tests/clients

.PHONY: load
load: env-dev  ## a burst of alerts with Locust on HOST (http://127.0.0.1:8080), USERS=50, SECONDS=30
	@$(VENV) tests/clients/environment.py -m locust -f tests/load/locustfile.py --headless \
		--host $(or $(HOST),http://127.0.0.1:8080) -u $(or $(USERS),50) -r 25 -t $(or $(SECONDS),30)s

.PHONY: eval-correlation
eval-correlation: env-dev  ## recorded storms through HTTP: how few incidents they become (EVAL_DIR)
	@$(VENV) benchmarks/correlation_eval.py
	@$(VENV) benchmarks/correlation_choice.py

.PHONY: eval
eval: env-dev  ## how often the analysis is right, beside plain ways (EVAL_DIR)
	@PYTHONPATH=ai-analysis-service/tests $(VENV) -m benchmarks.analysis.accuracy

.PHONY: bench-analysis
bench-analysis: env-dev  ## speed and memory of the analysis; 100,000 past incidents searched
	@PYTHONPATH=ai-analysis-service/tests $(VENV) -m benchmarks.analysis.latency

.PHONY: fuzz
fuzz: env-dev  ## nonsense against every route of the running services (FUZZ_CASES a service)
	@$(VENV) -m pytest tests/fuzz

.PHONY: chaos
chaos: env-dev  ## kill parts of the platform under load; ROUNDS=3, SEED=n replays
	@$(VENV) tests/chaos/kill_lottery.py --rounds $(or $(ROUNDS),3) $(if $(SEED),--seed $(SEED))

.PHONY: proof
proof: env-dev  ## the long forms of fuzz and chaos
	@FUZZ_CASES=2000 $(VENV) -m pytest tests/fuzz
	@$(VENV) tests/chaos/kill_lottery.py --rounds $(or $(ROUNDS),20) $(if $(SEED),--seed $(SEED))
	@$(VENV) tests/chaos/storm.py
	@SCENARIOS=1000 KILLS=all $(VENV) -m pytest oncall-service/tests/integration/test_timelines.py \
		oncall-service/tests/integration/test_kills.py
	@$(VENV) tests/chaos/escalation_burst.py
	@$(VENV) benchmarks/oncall_schedules.py
	@$(VENV) benchmarks/oncall_current.py
	@$(VENV) -m benchmarks.queries

.PHONY: bench-queries
bench-queries: env-dev  ## lists, facets and figures over 100,000 incidents, beside bare SELECTs
	@$(VENV) -m benchmarks.queries

.PHONY: bench-ingest
bench-ingest: env-dev  ## intake beside Alerta, Alertmanager and PostgreSQL itself (needs wrk)
	@$(VENV) -m benchmarks.ingest

.PHONY: check-rules
check-rules:  ## check and test the rules of Prometheus (needs promtool)
	@promtool check config monitoring/prometheus/prometheus.yml
	@promtool test rules monitoring/prometheus/tests/*.yml

.PHONY: openapi
openapi: env-dev  ## write docs/openapi from the services
	@$(VENV) scripts/export_openapi.py

.PHONY: dashboards
dashboards: env-dev  ## write Grafana's dashboards from their builders
	@cd monitoring/grafana-dashboards && ../../$(VENV) -m dashboards.build

.PHONY: env-example
env-example: env-dev  ## write .env.example from the settings
	@$(VENV) scripts/export_env.py

.PHONY: pins
pins: env-dev  ## resolve requirements/*.txt again from the ranges
	@$(VENV) scripts/compile_requirements.py

# --- look and maintain -----------------------------------------------------------------------

.PHONY: health
health: env-run  ## is each part of the running platform ready?
	@$(VENV) -m platform_local.status

.PHONY: logs
logs:  ## follow the logs of all parts; CONTAINERS=1 those of the containers
	@$(PYTHON) scripts/follow_logs.py $(if $(CONTAINERS),--containers)

logs-%:  ## follow the log of one part, e.g. logs-oncall
	@$(PYTHON) scripts/follow_logs.py $* $(if $(CONTAINERS),--containers)

.PHONY: db-shell
db-shell: env-run  ## psql on the platform's database
	@$(VENV) -m platform_local.maintenance db-shell

.PHONY: db-reset
db-reset: env-run  ## delete the embedded database
	@$(VENV) -m platform_local.maintenance db-reset

.PHONY: clean
clean:  ## delete caches and build output
	@$(PYTHON) scripts/clean.py

.PHONY: fclean
fclean:  ## clean, and delete environment, packages and the local database
	@$(PYTHON) scripts/clean.py --everything
