.PHONY: audit bench bench-language chaos check-deploy fuzz-api help run test test-cluster watch

help: ## Show the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

run: ## Build and run the whole product; installs what is missing, saying so
	@scripts/dev/run.sh

watch: ## The same while developing: built fast, and built and started again when a source changes
	@scripts/dev/run.sh watch

test: ## Run every check and test
	@scripts/dev/test.sh

fuzz-api: ## Send the API generated requests, many more than `make test` does; reports go to target/api/
	@scripts/dev/api.sh full

chaos: ## Kill, pause and starve everything by SEEDS="1 2 3", check that nothing is lost or done twice; writes docs/CHAOS.md
	@scripts/dev/chaos.sh

audit: ## Lighthouse, frames and reactions of the app in a real browser; fails where a target is missed
	@scripts/dev/e2e.sh audit

bench: ## Measure the product; figures go to target/bench/
	@scripts/dev/bench.sh

bench-language: ## Score the language engine on the rows in DATA=folder; writes docs/LANGUAGE-SCORES.md
	@test -n "$(DATA)" || { echo "usage: make bench-language DATA=folder" >&2; exit 2; }
	@scripts/dev/bench-language.sh "$(DATA)"

check-deploy: ## Check the chart, the images, the operator's scripts and the pipeline; part of `make test`
	@scripts/dev/check-deploy.sh

test-cluster: ## Prove the product on the cluster that KUBECONFIG names; YES=1 does not ask, PARTS="install use" runs those; writes docs/CLUSTER.md
	@scripts/dev/test-cluster.sh $(if $(YES),--yes) $(PARTS)
