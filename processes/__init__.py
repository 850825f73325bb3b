# SPDX-License-Identifier: EUPL-1.2
"""The Gronings model: the conversation, agreements and looking back together. docs/architecture.md is the map."""
