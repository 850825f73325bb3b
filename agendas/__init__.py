# SPDX-License-Identifier: EUPL-1.2
"""The wijk- or dorpsagenda. It may use what `processes` offers, never the other way round."""
