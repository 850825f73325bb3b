# SPDX-License-Identifier: EUPL-1.2
"""Pages over both apps: home, the overview of the council, Mijn, administration. They only read."""
