# 阳光 Yangguang. `make run` 启动，`make test` 测试；make help 列出全部。
PYTHON ?= python3.11
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -q
# A fresh Debian calls its 3.11 python3.
PYTHON := $(shell command -v $(PYTHON) >/dev/null 2>&1 && echo $(PYTHON) || echo python3)

.DEFAULT_GOAL := help
.PHONY: help run setup tour demo test test-postgresql lint format tasks-doc bench bench-million deploy-check lock clean doctor

help: ## 列出可用的命令
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 26

doctor:
	@sh scripts/doctor.sh $(PYTHON) .

$(VENV)/.run: requirements/run.txt pyproject.toml | doctor
	@echo "准备运行环境（首次约一分钟）……"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e . 2>/dev/null || $(PIP) install --no-deps -e .
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.run
	@echo "安装测试所需的包……"
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.test
	@echo "安装检查工具……"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(VENV)/.run ## 安装或升级：环境、数据库、工作日历、机构、2021 年任务分解表
	@$(BIN)/yangguang setup --sample

run: $(VENV)/.run ## 安装并启动网站（PORT=8000）
	@$(BIN)/yangguang serve --check --host $(HOST) --port $(PORT)
	@$(BIN)/yangguang setup --sample
	@$(BIN)/yangguang serve --host $(HOST) --port $(PORT)

tour: $(VENV)/.run ## 用随附的示例答复走完确认和印发，然后测量（另开一个终端）
	@$(BIN)/yangguang plan answer yangguang/workplan/examples/answers-2021.json
	@$(BIN)/yangguang plan issue
	@$(BIN)/yangguang measure

demo: $(VENV)/.run ## 给试用的网站装上半年的示例内容（另开一个终端）
	@$(BIN)/yangguang demo

test: $(VENV)/.test ## 运行全部测试（SQLite；含真实浏览器）
	@sh scripts/browser.sh
	@$(BIN)/python -m pytest -n 2 $(ARGS)

test-postgresql: $(VENV)/.test ## 在 PostgreSQL 上运行全部测试（YANGGUANG_TEST_DATABASE_URL）
	@sh scripts/browser.sh
	@test -n "$(YANGGUANG_TEST_DATABASE_URL)" || { echo "请设置 YANGGUANG_TEST_DATABASE_URL，如 postgresql://postgres@127.0.0.1:5432/yangguang"; exit 1; }
	@YANGGUANG_TEST_DATABASE_URL="$(YANGGUANG_TEST_DATABASE_URL)" $(BIN)/python -m pytest -n 2 $(ARGS)

lint: $(VENV)/.dev ## 格式、静态检查、类型、分层、迁移、文档是否最新
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy yangguang
	@$(BIN)/yangguang makemigrations --check --dry-run
	@$(BIN)/python scripts/tasks_doc.py --check

format: $(VENV)/.dev ## 整理代码格式
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

tasks-doc: $(VENV)/.test ## 重新生成 docs/tasks.md
	@$(BIN)/python scripts/tasks_doc.py

bench: $(VENV)/.test ## 性能测量（docs/performance.md 说明怎么看）
	@for f in board caching foi inspecting keeping measure million personal plan publishing search searching typos wagtail_pages words; do echo "== bench/$$f.py"; $(BIN)/python bench/$$f.py || exit 1; done

bench-million: $(VENV)/.test ## 一百万条信息的页面（约二十分钟、10 GB；YANGGUANG_BENCH_HOME=目录 可留下再用）
	@$(BIN)/python bench/million.py 1000000

deploy-check: $(VENV)/.run ## 用真的 nginx 检查 deploy/ 里的配置
	@$(BIN)/python scripts/deploy_check.py

lock: ## 重新锁定依赖版本（需要 uv）
	@for pair in "run:" "test:--group test" "dev:--group test --group lint"; do \
	  uv pip compile pyproject.toml $${pair#*:} --python-version 3.11 --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links --generate-hashes -q -o requirements/$${pair%%:*}.txt; done

clean: ## 删除环境（不删除 var/ 里的数据）
	@rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
