# SPDX-License-Identifier: EUPL-1.2
"""What `make run` and `make test` need on one machine: embedded servers, supervisor, benchmarks."""
