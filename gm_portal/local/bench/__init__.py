# SPDX-License-Identifier: EUPL-1.2
"""`make bench`: what the pages cost with 4 and with 400 processes, beside a bare Django view in the same run."""
