"""The password policy beyond Django's own validators."""


class MixedCharactersValidator:
    def validate(self, password: str, user: object = None) -> None: ...

    def get_help_text(self) -> str:
        return ""


class NotRecentlyUsedValidator(MixedCharactersValidator): ...
