# Every target sets up what it needs first. `make start` serves the demo, `make test` proves it.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
RASA_PYTHON := rasa_project/.venv/bin/python

.PHONY: help setup start cluster test conversations check sbom audit release-check chat clean lock train nlu-report encoder attacks attack-memory

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## install both environments from their locks
	@scripts/setup.sh

start: setup ## set up everything, train if needed, serve the demo until Ctrl-C
	@exec $(PYTHON) scripts/serve.py

cluster: setup ## serve two of each process on PostgreSQL and Redis until Ctrl-C
	@exec $(PYTHON) scripts/cluster.py $(ARGUMENTS)

train: setup ## train the assistant if its data changed
	@$(PYTHON) scripts/serve.py --only-train

test: setup ## set up everything and run all tests
	@$(PYTHON) -m pytest

conversations: setup ## play every scripted conversation twice from nothing and compare all answers
	@$(PYTHON) -m tests.conversations.twice $(ARGUMENTS)

check: setup ## linters, types, import contracts, data validation, tests
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/yamllint --strict .
	@$(PYTHON) scripts/images.py
	@$(PYTHON) scripts/sbom.py
	@$(PYTHON) scripts/audit.py || [ $$? -eq 2 ] # without the internet it says that it was not done
	@$(PYTHON) scripts/validate_data.py
	@$(PYTHON) -m pytest

sbom: setup ## a bill of materials of each image's Python packages into reports/
	@$(PYTHON) scripts/sbom.py

audit: setup ## known vulnerabilities of the images' packages; needs the internet, and fails without
	@$(PYTHON) scripts/audit.py

release-check: audit ## whether every image of a release is named by its digest, with an audit
	@$(PYTHON) scripts/images.py --release

chat: setup ## talk to the running demo in the terminal
	@$(PYTHON) scripts/chat.py

chaos: setup ## kill processes while conversations go on; TARGET=cluster for two of each
	@exec $(PYTHON) -m tests.chaos $(or $(TARGET),single) $(ARGUMENTS)

encoder: setup ## tune the sentence encoder anew on the labelled sentences (minutes; torch in an environment of its own)
	@scripts/encoder.sh

nlu-report: setup ## cross-validate the understanding into reports/
	@$(RASA_PYTHON) benchmarks/nlu_report.py 4

attacks: setup ## attack a gateway of our own and print what it cost; ARGUMENTS='--base FOLDER NAME'
	@$(PYTHON) -m benchmarks.attacks $(ARGUMENTS)

attack-memory: setup ## worst uploads and 64 clients within 512 MiB; ARGUMENTS='--minutes 20'
	@$(PYTHON) -m benchmarks.attacks.memory $(ARGUMENTS)

lock: setup ## resolve both locks anew
	@scripts/lock.sh

clean: ## remove environments, models and data
	@rm -rf .venv .tools rasa_project/.venv rasa_project/models rasa_project/.rasa var reports
