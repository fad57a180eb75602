"""Photos and documents of the chosen feature: look at them, attach one, take one away."""

from html import escape

import streamlit as st

from registry.errors import RegistryError
from registry.language import Message, msg
from registry.service.attaching import attach, detach
from registry.service.attachments import Attachment, attachment_count, attachments
from registry.service.history import undo
from registry.store import Actor
from registry.store.attachment_files import FileState
from registry.ui import session, widgets
from registry.ui.attachment_route import file_address
from registry.ui.literal import literal
from registry.ui.panel_hits import distance
from registry.ui.session import known_at, language, registry, t
from registry.ui.uploads import upload
from registry.ui.words import clock, moment, number
from registry.vocabulary import ATTACHMENTS

TYPES = ["jpg", "jpeg", "png", "webp", "pdf", "docx", "xlsx", "txt", "csv"]
MADE, SERIAL = "panel attached", "panel attach serial"
BAD_STATES: dict[FileState, Message] = {
    FileState.MISSING: msg("The file is missing on disk; copy it back from the folder of backups."),
    FileState.ALTERED: msg("The file was altered on disk; copy it back from the folder of backups."),
}


def tell_count(feature: dict[str, str]) -> None:
    """Say how many files are attached, where there are any."""
    count = session.ask(attachment_count, feature["code"], feature["kind"], known_at())
    if count:
        sentence = t(msg("Photos and documents: {count}", count=count))
        st.html(f'<p class="quiet">{escape(sentence)}</p>')


def draw(feature: dict[str, str]) -> None:
    """Draw what is attached, then the form that attaches more; nothing is attached to an older revision."""
    told(feature)
    kept = attachments(registry(), feature["code"], feature["kind"], session.as_of())
    for one in kept:
        draw_one(feature, one)
    if not kept:
        st.caption(t(msg("Nothing is attached yet.")))
    if known_at() is None:
        form(feature)
    else:
        st.caption(t(msg("Files are attached on the newest revision; choose it in the sidebar.")))


def draw_one(feature: dict[str, str], one: Attachment) -> None:
    """Draw one file: its small picture or name, what is said of it, how far off it was taken."""
    address = file_address(session.revision(), one.sha256)
    name = escape(one.caption or one.file_name)
    picture = ""
    if one.is_picture and one.state is FileState.WHOLE:
        picture = f'<img src="{address}/thumbnail" alt="{name}" loading="lazy">'
    lines = [escape(said_of(one))]
    if one.distance_m is not None:
        far = t(place_of(one))
        lines.append(f'<span class="doubt">⚠ {escape(far)}</span>' if one.doubtful else escape(far))
    if one.state is not FileState.WHOLE:
        lines.append(f'<span class="doubt">⚠ {escape(t(BAD_STATES[one.state]))}</span>')
    small = "".join(f"<small>{line}</small>" for line in lines)
    st.html(f'<div class="file">{picture}<b>{name}</b>{small}</div>')
    with st.container(horizontal=True, gap="small"):
        if one.state is FileState.WHOLE:
            label = msg("Open the picture") if one.is_picture else msg("Save the file")
            st.link_button(t(label), address, type="tertiary", icon=":material/open_in_new:")
        if known_at() is None:
            take_away(feature, one)


def said_of(one: Attachment) -> str:
    """Return name, type, size, who and when."""
    kind = t(ATTACHMENTS.field("media_type").choice_label(one.media_type))
    size = f"{number(max(1, round(one.size_bytes / 1024)))} KB"
    by = t(msg("attached by {who}, {at}", who=one.attached_by, at=moment(one.attached_at)))
    taken = [] if one.taken_at is None else [t(msg("taken {at}", at=clock(one.taken_at)))]
    return " · ".join([one.file_name, kind, size, *taken, by])


def place_of(one: Attachment) -> Message:
    """Say how far from its feature a photo was taken."""
    away = distance(float(one.distance_m or 0.0), language())
    if one.doubtful:
        return msg("Taken {away} from here; is it a photo of another place?", away=away)
    return msg("Taken {away} from here.", away=away)


def take_away(feature: dict[str, str], one: Attachment) -> None:
    """Ask for name and reason before an attachment is taken away."""
    with st.popover(t(msg("Take away")), icon=":material/delete:", type="tertiary", key=f"take {one.number}"):
        st.write(t(msg("This writes a further revision; the file is kept and can be brought back.")))
        who = st.text_input(t(msg("Your name")), st.session_state.get("actor_name", ""), key=f"take who {one.number}")
        why = st.text_input(t(msg("Why")), key=f"take why {one.number}")
        if st.button(t(msg("Take away")), key=f"take now {one.number}", disabled=not who.strip()):
            try:
                made = detach(registry(), feature["code"], feature["kind"], one.sha256, Actor(who.strip()), why)
            except RegistryError as refusal:
                widgets.refused(refusal)
                return
            done(feature, made, msg("Taken away as revision {revision}.", revision=made), who.strip())


def form(feature: dict[str, str]) -> None:
    """Draw the form that attaches a file; what is wrong with one is said in one sentence."""
    serial, limit = st.session_state.get(SERIAL, 0), registry().settings.attachment_mb
    file = upload(msg("Attach a photo or document"), TYPES, f"attach file {serial}", limit_mb=limit)
    if file is None:
        return
    caption = st.text_input(t(msg("What it shows")), key=f"attach caption {serial}", max_chars=500)
    name = widgets.actor_name()
    if not st.button(t(msg("Attach")), type="primary", icon=":material/attach_file:", disabled=not name):
        return
    try:
        with widgets.working(msg("Looking at the file …")):
            one = attach(registry(), feature["code"], feature["kind"], file.name, file.getvalue(), Actor(name), caption)
    except RegistryError as refusal:
        widgets.refused(refusal)
        return
    st.session_state[SERIAL] = serial + 1
    done(feature, one.revision, msg("Attached as revision {revision}.", revision=one.revision), name)


def done(feature: dict[str, str], revision: int, sentence: Message, who: str) -> None:
    """Remember what was written, so that it is told and can be taken back, and draw the page anew."""
    st.session_state[MADE] = (dict(feature), revision, sentence, who)
    st.rerun()


def told(feature: dict[str, str]) -> None:
    """Say what was written last about this feature, and offer to take it back."""
    made = st.session_state.get(MADE)
    if made is None or made[0] != feature:
        return
    _, revision, sentence, who = made
    st.success(literal(t(sentence)), icon=":material/check_circle:")
    if st.button(t(msg("Take it back")), key="panel_undo", icon=":material/undo:"):
        del st.session_state[MADE]
        undo(registry(), revision, Actor(who))
        st.rerun()
