"""Who dies when: a plan drawn from a seed, and the loop that carries it out."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator

from .installation import START_SECONDS, Installation
from .parts import Part, Redis

# How often each death comes up in a round; every round brings each of them once and then the rest, in another order.
ROUND = {
    "worker": 3,
    "worker child": 2,
    "web": 1,
    "web worker": 2,
    "beat": 1,
    "relay": 2,
    "postgres": 2,
    "postgres backend": 3,
    "redis": 1,
    "redis with its data": 1,
}
PAUSE, DOWN = (0.3, 2.0), (0.05, 1.5)
TOGETHER = 0.2


class Killer:
    """Kills one part after the other, now and then two at once, and starts each again after a while."""

    def __init__(self, installation: Installation, seed: int, say: Callable[[str], None]) -> None:
        self.installation = installation
        self.dice = random.Random(f"{seed} killer")
        self.say = say
        self.kills: Counter[str] = Counter()
        self._plan = self._rounds()
        self._back: list[tuple[float, Part]] = []

    def run(self, kills: int, seconds: float) -> None:
        """Kill until there were `kills` and `seconds` have passed; then everything is up again."""
        end = time.monotonic() + seconds
        while self.kills.total() < kills or time.monotonic() < end:
            self._one()
            if self.dice.random() >= TOGETHER:
                self._wait(self.dice.uniform(*PAUSE))
        for _moment, part in self._back:
            part.start()
        self._back.clear()
        self.installation.start()

    def _rounds(self) -> Iterator[str]:
        while True:
            names = [name for name in ROUND if self._has(name)]
            again = [name for name in names for _each in range(ROUND[name] - 1)]
            self.dice.shuffle(names)
            self.dice.shuffle(again)
            yield from (*names, *again)

    def _has(self, name: str) -> bool:
        return self.installation.redis is not None or not name.startswith("redis")

    def _one(self) -> None:
        name = next(self._plan)
        part = self._part(name)
        # A part that is down or just starting is let come up: killing it over and over would only stop the load.
        deadline = time.monotonic() + START_SECONDS
        while not part.ready:
            self._wait(0.1)
            if time.monotonic() > deadline:
                raise TimeoutError(f"{part.name} does not come back: {part.log}")
        if name in {"worker child", "web worker", "postgres backend"}:
            # One that serves nobody yet has no child; the next request or piece of work brings one.
            while not part.kill_child(self.dice):
                self._wait(0.1)
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{part.name} has no child to kill: {part.log}")
        else:
            part.kill()
            if isinstance(part, Redis) and name == "redis with its data":
                part.lose()
            self._back.append((time.monotonic() + self.dice.uniform(*DOWN), part))
        self.kills[name] += 1
        self.say(f"{self.kills.total():4d}  {name}")

    def _part(self, name: str) -> Part:
        here = self.installation
        first = name.split()[0]
        if first == "worker":
            return self.dice.choice(here.workers)
        if first == "redis" and here.redis is not None:
            return here.redis
        return {"web": here.web, "beat": here.beat, "relay": here.relay, "postgres": here.postgres}[first]

    def _wait(self, seconds: float) -> None:
        """Let time pass, and start again what has been down for long enough."""
        end = time.monotonic() + seconds
        while True:
            now = time.monotonic()
            for moment, part in [each for each in self._back if each[0] <= now]:
                self._back.remove((moment, part))
                part.start()
            self.installation.tend([part for _moment, part in self._back])
            if now >= end:
                return
            time.sleep(0.05)
