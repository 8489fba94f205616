.PHONY: help run test bench

help: ## Show the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

run: ## Build and run the whole product; installs what is missing, saying so
	@scripts/dev/run.sh

test: ## Run every check and test
	@scripts/dev/test.sh

bench: ## Measure the product; figures go to target/bench/
	@scripts/dev/bench.sh
