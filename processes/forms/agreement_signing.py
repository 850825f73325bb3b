# SPDX-License-Identifier: EUPL-1.2
"""The form to sign an agreement."""

from django import forms

from gm_portal.core.forms import PortalForm


class SignForm(PortalForm):
    """The version that was read."""

    version = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)
