# SPDX-License-Identifier: EUPL-1.2
"""Production: the commands of docker-compose.yml, started natively."""
