"""Whom a pronoun means: the nearest that fits in number, gender and kind, or somebody new."""

from laterna.engines.animatic.reader.draft import Figure
from laterna.engines.animatic.reader.lexicon import lexicon, listed
from laterna.engines.animatic.reader.naming import figure_for
from laterna.engines.animatic.reader.phrases import Phrase
from laterna.engines.animatic.reader.state import ClauseState
from laterna.engines.animatic.reader.wordclasses import VERBS

# What `him` is, is not who does it: `a detective watches her`.
OBJECTIVE = frozenset({"him", "her", "it", "them", "他", "她", "它", "他们", "她们", "它们"})
MUTUALLY = frozenset({"each other", "one another"})
GENDERS = {"he": "male", "his": "male", "she": "female", "hers": "female", "her": "female"}


class Pronouns(ClauseState):
    """The clause parser's handling of `he`, `its`, 他们."""

    def referents(self, pronoun: str, text: str = "") -> list[Figure]:
        """Whom a pronoun means; `text` is the pronoun itself, where it stands for a whole phrase."""
        doers = self.deed.doers if self.deed is not None else self.subjects
        if text.lower() in MUTUALLY and len(doers) > 1:
            return doers
        apart = doers if text.lower() in OBJECTIVE and (self.pending or self.role == "object") else []
        if text.lower().startswith("both") and sum(f.count for f in self.subjects) == 1:
            return self.draft.figures[-2:]  # `a cube beside a ball, both rotating`
        if pronoun in ("they", "their"):
            return self._several(apart)
        neuter = pronoun in ("it", "its")
        met = reversed([*self.draft.cast.figures, *self.draft.figures])
        pool = [figure for figure in met if figure.animate or neuter]
        pool.sort(key=lambda figure: -figure.importance if figure.agent else 0)
        near = [*self.subjects, *self.inherited, *pool]
        wanted = GENDERS.get(pronoun, "")
        if wanted:
            said = [figure for figure in self.subjects if not figure.gender]
            near.sort(key=lambda f: (f.gender != wanted and f not in said) + 2 * (f.kind != "biped"))
            near = [figure for figure in near if figure.count == 1] or near
        if neuter:
            near = self._things_first([f for f in near if f.count == 1] or near, pronoun)
        if neuter and self._something_breaks():
            aims = {action.target for figure in self.draft.figures for action in figure.actions}
            near.sort(key=lambda figure: (figure.animate, figure.id not in aims))
        if apart and neuter and not self.pending:
            aims = {action.target for figure in self.draft.figures for action in figure.actions}
            near.sort(key=lambda figure: figure.id not in aims)
        if apart:
            near.sort(key=lambda figure: figure in apart)
        for figure in near:
            fits = (
                figure.gender in ("", wanted) if wanted else not figure.gender or figure.species != "person"
            )
            if fits and (not wanted or figure.animate):
                if wanted and figure.kind == "biped" and not figure.gender:
                    figure.gender = wanted
                self.draft.enter(figure)
                return [figure]
        return self._somebody_new(pronoun)

    def _something_breaks(self) -> bool:
        """Whether the verb after `it` is what happens to things: `a cat knocks a vase down, it shatters`."""
        verb = self.tokens[self.at] if self.at < len(self.tokens) else None
        broken = (
            verb is not None
            and verb.category in VERBS
            and verb.senses[0].species in ("explode", "burn", "sway")
        )
        return broken and self.deed is None

    def _several(self, apart: list[Figure]) -> list[Figure]:
        """`they`, `their hands`: whom the clause is about if they are several, else all who act; not those `apart`."""
        others = [f for f in self.draft.figures if f not in apart and f.animate and f.lead] if apart else []
        several = [f for f in self.draft.figures if f not in apart and f.count > 1] if apart else []
        aims = {action.target for figure in self.draft.figures for action in figure.actions}
        several = several or [
            f for f in self.draft.figures if f.id in aims and not f.animate and f.name.endswith("s")
        ]
        others = others if sum(f.count for f in others) > 1 or not several else several
        if others:
            return others
        acting = [figure for figure in self.draft.figures if figure.lead and figure.animate]
        said = self.subjects or self.inherited
        near = [f for f in said if f.animate] or [f for f in self.inherited if f.animate] or acting or said
        many = sum(figure.count for figure in near) > 1
        return list(dict.fromkeys(near if many else acting or near))

    def _things_first(self, near: list[Figure], pronoun: str) -> list[Figure]:
        acting = self.subjects if self.role == "object" and pronoun == "it" else []
        met = ("looking_at", "holding", "riding", "following", "with")
        landmarks = [
            other for _, kind, other in self.draft.relations if not other.animate and kind not in met
        ]
        left = [f for f in near if f not in acting]
        left = [f for f in left if f.kind != "biped" or f.anthropomorphic or f.species in listed("neuter")]
        return sorted(left, key=lambda f: f in landmarks and not f.agent)

    def _somebody_new(self, pronoun: str) -> list[Figure]:
        """Whoever `he` or `she` is, when nobody was named."""
        concept = {"he": "man", "she": "woman"}.get(pronoun)
        doers = self.subjects if self.role == "object" and self.deed is not None and not self.pending else []
        if concept is None or any(doer.gender in ("", GENDERS[pronoun]) for doer in doers):
            return []
        head = lexicon().concepts[concept]
        figure = figure_for(Phrase(head=head, text=pronoun, counted=True, count=1), self.draft)
        return [figure] if figure is not None else []
