"""What `check` says of attached files: each is read whole and compared with the hash it was kept under."""

from registry.findings import Finding
from registry.language import msg
from registry.ledger.rules import FILE_ALTERED, FILE_MISSING
from registry.service.registry import Registry
from registry.store.attachment_files import FileState, file_at, files_of, state_of
from registry.vocabulary import ATTACHMENTS, KINDS


def check_files(registry: Registry, known_at: int | None = None) -> list[Finding]:
    """Return which attached files are missing or not as they were kept, by file name."""
    rows = registry.store.frame(ATTACHMENTS.name, known_at=known_at).sort_values(["file_name", "sha256"])
    folder = files_of(registry.store.path)
    states = {sha256: state_of(folder, sha256) for sha256 in rows["sha256"].unique()}
    bad = rows[rows["sha256"].isin([sha256 for sha256, state in states.items() if state is not FileState.WHOLE])]
    found = []
    for kind, number, name, sha256 in zip(
        *(bad[column] for column in ("subject_kind", "subject_id", "file_name", "sha256")), strict=True
    ):
        lives = registry.store.frame(kind, known_at=known_at, feature_ids=[int(number)], columns=["code"])
        code = str(lives["code"].iloc[-1]) if len(lives) else str(int(number))
        found.append(_finding(states[sha256], kind, code, name, str(file_at(folder, sha256))))
    return found


def _finding(state: FileState, kind: str, code: str, name: str, place: str) -> Finding:
    said = {"name": name, "kind": KINDS[kind].singular, "code": code, "place": place}
    if state is FileState.MISSING:
        rule, message = (
            FILE_MISSING,
            msg("{name}, attached to {kind} {code}, is missing; it should lie at {place}.", **said),
        )
    else:
        rule, message = FILE_ALTERED, msg("{name}, attached to {kind} {code}, was altered on disk at {place}.", **said)
    again = msg("Copy the file back from the folder of backups, or attach it anew.")
    return Finding(rule.code, rule.level, ATTACHMENTS.name, code, "sha256", message, again)
