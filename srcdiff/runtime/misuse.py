"""The one error of the runtime: it carries what to do, and is located by the caller."""


class Misuse(TypeError):
    """A value arrived that the generated code cannot differentiate.

    reason: what is wrong. remedy: what to write instead.
    """

    def __init__(self, reason, remedy):
        super().__init__(f"{reason}; instead: {remedy}")
        self.reason = reason
        self.remedy = remedy
