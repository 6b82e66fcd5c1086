# Two commands do everything on a fresh clone: `make run` and `make test`.
.PHONY: run test check unit api documents bench bench-lambda cost deny clean

PORT ?= 8000
DATA_DIR ?= ./data

# Build and start the chat on http://localhost:8000.
run:
	cargo run --release --locked -p roomcast-local -- serve --port $(PORT) --data-dir $(DATA_DIR)

# Everything that must hold.
test: check deny unit api

check:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked --quiet

# The tests start the binaries, so these are built first.
unit:
	cargo build --workspace --bins --locked
	cargo test --workspace --locked

# Schemathesis against the server: every operation of the API document, with good and bad input.
api: .venv/bin/schemathesis
	cargo build --locked -p roomcast-local
	tests/api/run $(CURDIR)/target/debug/roomcast $(CURDIR)/.venv/bin/schemathesis

.venv/bin/schemathesis: tests/api/requirements.txt
	python3 -m venv .venv
	.venv/bin/pip install --quiet --requirement tests/api/requirements.txt
	touch $@

# Writes docs/openapi.json and docs/asyncapi.json anew.
documents:
	cargo run --locked -p roomcast-tests --bin documents

# Licences, sources and unwanted crates. The advisory database is not in any package registry, so
# it is not asked.
deny: .tools/bin/cargo-deny
	.tools/bin/cargo-deny --all-features --locked check licenses bans sources

.tools/bin/cargo-deny:
	cargo install cargo-deny --locked --root .tools

# Prints what the release build does: deliveries, sends, reads, connects, memory.
bench: bench-lambda
	cargo build --release --locked -p roomcast-local
	cargo run --release --locked -p roomcast-tests --bin bench

# The Lambda half of it: holds the binary to its size and C library, then prints what it does.
bench-lambda:
	cargo build --profile lambda --locked -p roomcast-functions --bin bootstrap
	cargo test --locked -p roomcast-tests --test lambda artifact -- --ignored --nocapture
	cargo run --release --locked -p roomcast-tests --bin bench_lambda

ROOMS ?= 100
MEMBERS ?= 50
MESSAGES ?= 1000000
HOURS_OPEN ?= 8

# A month's bill on AWS: ROOMS of MEMBERS each, who have them open HOURS_OPEN a day and send MESSAGES
# a month in all. docs/cost.md explains it.
cost:
	cargo run --quiet --locked -p roomcast-tests --bin cost -- $(ROOMS) $(MEMBERS) $(MESSAGES) $(HOURS_OPEN)

clean:
	rm -rf target .tools .venv
