"""`dorsum validate`: the model against the disc pressures that were measured."""

from dorsum.cli.terminal import AsJson, console, print_json, working


def validate(as_json: AsJson = False) -> None:
    """Compare with the pressures measured by Wilke 1999."""
    from dorsum.function.validate import validate

    with working("validating"):
        validation = validate()
    if as_json:
        print_json(validation.as_dict())
        return
    from dorsum.report.text import print_validation

    print_validation(validation, console())
