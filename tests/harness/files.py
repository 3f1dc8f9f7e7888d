"""Rosters that clients hand in, made anew from a few numbers, so that the account knows what each of them says."""

from collections.abc import Iterator
from dataclasses import dataclass

HEADER = "kode_tps,kode_desa,no_tps,tps_khusus,pemilih"


@dataclass(frozen=True, slots=True)
class Roster:
    """Stations 1 to `per_village` of some villages (dotted codes), with numbers of voters that depend on `edition`."""

    villages: list[str]
    per_village: int
    edition: int = 0

    def __len__(self) -> int:
        return len(self.villages) * self.per_village

    def stations(self) -> Iterator[tuple[str, int]]:
        """Give (13-digit code, voters) of each row; the numbers differ from edition to edition everywhere."""
        for village in self.villages:
            plain = village.replace(".", "")
            for number in range(1, self.per_village + 1):
                yield f"{plain}{number:03d}", 50 + (int(plain[-4:]) + number * 7 + self.edition * 11) % 240

    def content(self) -> bytes:
        """Give the file."""
        lines = [HEADER]
        for code, voters in self.stations():
            lines.append(f"{code},{code[:10]},{code[10:]},0,{voters}")
        return ("\n".join(lines) + "\n").encode()
