# Two commands do everything on a fresh clone: `make run` and `make test`.
# What each needs is installed on the way: Python tools into .venv*, npm packages, Chromium from Debian.
.PHONY: run site test check unit api clients front browser template logins documents bench bench-local bench-lambda release compare cost deny clean build-lambda artifact artifact-beside stack-up stack-down test-stack

PORT ?= 8000
DATA_DIR ?= ./data

# Build and start the chat, front end included, on http://localhost:8000.
run: site
	cargo run --release --locked -p roomcast-local -- serve --demo --port $(PORT) --data-dir $(DATA_DIR) --site frontend/app/dist

# The front end.
site: frontend/node_modules/.ready
	cd frontend && npm run build --workspace @roomcast/app

frontend/node_modules/.ready: frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund
	touch $@

# Everything that must hold.
test: check deny unit api clients front
	$(MAKE) --jobs=2 browser artifact-beside
	$(MAKE) template logins test-stack

# The tests of the page mostly wait: what they leave of the processors builds the artifact. Cargo counts its jobs itself.
artifact-beside:
	MAKEFLAGS= nice -n 19 $(MAKE) artifact ARCH=$(HERE)

check:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo clippy --locked -p roomcast-store --all-targets --features shuttle -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked --quiet

# The tests start the binaries, so these are built first.
unit:
	cargo build --workspace --bins --locked
	cargo test --workspace --locked --no-fail-fast
	cargo test --locked -p roomcast-store --features shuttle --lib schedules

# Schemathesis against the server: every operation of the API document, with good and bad input.
api: .venv/bin/schemathesis
	cargo build --locked -p roomcast-local
	tests/api/run $(CURDIR)/target/debug/roomcast $(CURDIR)/.venv/bin/schemathesis

.venv/bin/schemathesis: tests/api/requirements.txt
	python3 -m venv .venv
	.venv/bin/pip install --quiet --requirement tests/api/requirements.txt
	touch $@

# Clients and proxies that other people use, against the server: libraries for Python, JavaScript, React
# and Java, curl, nginx.
clients: .venv-clients/ready tests/clients/node_modules/.ready /usr/sbin/nginx /usr/bin/curl
	cargo build --locked -p roomcast-local
	ROOMCAST_BIN=$(CURDIR)/target/debug/roomcast .venv-clients/bin/python -W ignore::ResourceWarning \
		-m unittest discover --start-directory tests/clients
	ROOMCAST_BIN=$(CURDIR)/target/debug/roomcast node --test tests/clients/*.test.mjs

.venv-clients/ready: tests/clients/requirements.txt
	python3 -m venv .venv-clients
	.venv-clients/bin/pip install --quiet --requirement tests/clients/requirements.txt
	touch $@

tests/clients/node_modules/.ready: tests/clients/package-lock.json
	cd tests/clients && npm ci --no-audit --no-fund
	touch $@

# The client library, the hooks and the page: lints, types, sizes, drift from the API documents, tests.
front: frontend/node_modules/.ready
	cargo build --locked -p roomcast-local
	cd frontend && npm run check && ROOMCAST_BIN=$(CURDIR)/target/debug/roomcast npm test

# The page in a browser, against the server. Screenshots are left in frontend/tests/shots.
browser: frontend/node_modules/.ready /usr/bin/chromium
	cargo build --locked -p roomcast-local
	cd frontend && ROOMCAST_BIN=$(CURDIR)/target/debug/roomcast npm run test:browser --workspace @roomcast/app

SUDO = $(if $(filter 0,$(shell id -u)),,sudo)
/usr/bin/chromium:
	$(SUDO) apt-get update -qq
	$(SUDO) apt-get install -qq --yes --no-install-recommends chromium fonts-noto-cjk fonts-noto-color-emoji

/usr/sbin/nginx /usr/bin/curl:
	$(SUDO) apt-get update -qq
	$(SUDO) apt-get install -qq --yes --no-install-recommends $(notdir $@)

# template.yaml: well formed, and what the code is; the function at the edge of the network.
template: .venv-aws/ready
	SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=us-east-1 .venv-aws/bin/sam validate --lint --template-file template.yaml
	.venv-aws/bin/cfn-lint template.yaml infra/*.yaml
	.venv-aws/bin/python -m unittest discover --start-directory tests/stack
	node --test tests/stack/rewrite.test.mjs

# Tokens of real logins, issued by their own libraries, with the settings of docs/logins.md.
logins: .venv-logins/ready tests/logins/node_modules/.ready
	cargo build --locked -p roomcast-local
	tests/logins/run $(CURDIR)/target/debug/roomcast $(CURDIR)/.venv-logins/bin/python

.venv-logins/ready: tests/logins/requirements.txt
	python3 -m venv .venv-logins
	.venv-logins/bin/pip install --quiet --requirement tests/logins/requirements.txt
	touch $@

tests/logins/node_modules/.ready: tests/logins/package-lock.json
	cd tests/logins && npm ci --no-audit --no-fund
	touch $@

# Deploys template.yaml to an emulator on this machine, or to what AWS_ENDPOINT_URL names (see
# docs/operations.md), and writes target/stack.json.
stack-up: artifact .venv-emulator/ready
	ARCH=$(ARCH) .venv-aws/bin/python tests/stack/stack.py up

stack-down: .venv-aws/ready
	.venv-aws/bin/python tests/stack/stack.py down

# The integration suite and more against the deployed stack, which is taken down in any case.
test-stack: artifact .venv-emulator/ready
	cargo build --workspace --bins --locked
	ARCH=$(ARCH) tests/stack/run .venv-aws/bin/python

.venv-aws/ready: tests/stack/requirements.txt
	python3 -m venv .venv-aws
	.venv-aws/bin/pip install --quiet --requirement tests/stack/requirements.txt
	touch $@

# An environment of its own: it pins other versions of the AWS SDK.
.venv-emulator/ready: tests/stack/emulator/requirements.txt
	python3 -m venv .venv-emulator
	.venv-emulator/bin/pip install --quiet --requirement tests/stack/emulator/requirements.txt
	touch $@

# The artifact of every Lambda function, target/function.zip, for arm64 or x86_64. Another architecture
# than this machine's needs its target of rustup, which cargo-lambda adds.
ARCH ?= arm64
build-lambda: artifact
	cp target/artifact/$(ARCH)/bootstrap/bootstrap.zip target/function.zip

artifact: .venv-aws/ready
	PATH="$(CURDIR)/.venv-aws/bin:$$PATH" cargo lambda build --locked --package roomcast-lambda --bin bootstrap \
		--profile lambda --target $(if $(filter arm64,$(ARCH)),aarch64,x86_64)-unknown-linux-gnu.2.34 \
		--output-format zip --lambda-dir target/artifact/$(ARCH)
	cargo test --locked -p roomcast-tests --test artifact

# What runs the artifact needs that of this machine's architecture.
HERE = $(if $(filter aarch64 arm64,$(shell uname -m)),arm64,x86_64)
stack-up test-stack bench-lambda: ARCH = $(HERE)

# Writes docs/openapi.json, docs/asyncapi.json and the generated parts of template.yaml.
documents:
	cargo run --locked -p roomcast-tests --bin documents

# Licences, sources and unwanted crates. The advisory database is not in any package registry, so
# it is not asked.
deny: .tools/bin/cargo-deny
	.tools/bin/cargo-deny --all-features --locked check licenses bans sources

.tools/bin/cargo-deny:
	cargo install cargo-deny --locked --debug --root .tools

# Prints what the release build does. docs/benchmarks.md explains the figures.
bench: bench-lambda bench-local

# The half on one machine: each load is measured for SECONDS, a crowd of CONNECTIONS connects and stays, the
# server starts on STORED messages, is killed under load until KILLED are stored, serves a table of LARGE
# messages, and a crowd that comes and goes for SOAK_MIN minutes. FIGURES names the figures that are wanted, such
# as "room post"; empty: all.
SECONDS ?= 4
CONNECTIONS ?= 5000
STORED ?= 100000
KILLED ?= 1000000
LARGE ?= 10000000
SOAK_MIN ?= 30
FIGURES ?=
# A connection is an open file of the server and one of the load generator.
BENCH = ulimit -n $$(ulimit -Hn) && target/release/bench \
	--seconds $(SECONDS) --connections $(CONNECTIONS) --messages $(STORED) --killed $(KILLED) \
	--large $(LARGE) --soak-min $(SOAK_MIN) $(FIGURES)

bench-local: release
	$(BENCH)

# The server, then the load generator and the bare server: built together, the server would get the
# features that the tests want of its libraries.
release:
	cargo build --release --locked -p roomcast-local
	cargo build --release --locked -p roomcast-tests --bin bench --bin bare

# Sets this tree against the commit BASE: the same load generator loads both servers in turn.
compare: release
	set -e; git worktree prune; commit=$$(git rev-parse --verify "$(BASE)^{commit}"); \
	tree=target/compare/$$commit; test -d $$tree || git worktree add --quiet --detach $$tree $$commit; \
	(cd $$tree && CARGO_TARGET_DIR=target cargo build --release --locked -p roomcast-local); \
	$(BENCH) --base $$tree/target/release/roomcast

# The Lambda half of it: what the artifact does.
bench-lambda: artifact
	cargo run --release --locked -p roomcast-tests --bin bench_lambda

ROOMS ?= 100
MEMBERS ?= 50
ROOMS_OPEN ?= 4
MESSAGES ?= 1000000
HOURS_OPEN ?= 8

# A month's bill on AWS: ROOMS of MEMBERS each, who have ROOMS_OPEN of them open HOURS_OPEN a day and send MESSAGES
# a month in all. docs/cost.md explains it.
cost:
	cargo run --quiet --locked -p roomcast-tests --bin cost -- $(ROOMS) $(MEMBERS) $(ROOMS_OPEN) $(MESSAGES) $(HOURS_OPEN)

clean:
	rm -rf target .tools .venv .venv-aws .venv-clients .venv-emulator .venv-logins \
		frontend/node_modules frontend/app/dist tests/clients/node_modules tests/logins/node_modules
