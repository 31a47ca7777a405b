"""How forms look: one template for every field, with its label, help and error tied together."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Renders forms with ``core/form.html`` and fields with ``core/field.html``."""

    form_template_name = "core/form.html"
    field_template_name = "core/field.html"
