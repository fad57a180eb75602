"""Three hundred strings that have broken some program, and a registry that holds them in every field of text.

Where one would run it calls `canary`, which the browser tests define; a string that runs nothing is there to be shown.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from registry.service.assignment import assignments_for
from registry.store import Actor, ChangeSet
from registry.vocabulary import ASSIGNED_KINDS, KINDS, FieldType

RUN = (
    "<script>canary({n})</script>",
    "</script><script>canary({n})</script>",
    "<img src=x onerror=canary({n})>",
    "<svg onload=canary({n})>",
    "<svg><script>canary({n})</script></svg>",
    "<svg><animate onbegin=canary({n}) attributeName=x dur=1s>",
    "<math><mi xlink:href='javascript:canary({n})'>x</mi></math>",
    "<iframe srcdoc='<script>parent.canary({n})</script>'></iframe>",
    "<iframe src=javascript:parent.canary({n})>",
    "<details open ontoggle=canary({n})>x</details>",
    "<input autofocus onfocus=canary({n})>",
    "<body onload=canary({n})>",
    "<video><source onerror=canary({n})></video>",
    "<a href=javascript:canary({n})>村口</a>",
    "<style>@import 'javascript:canary({n})';</style>",
    "<object data='data:text/html,<script>canary({n})</script>'></object>",
    "<template><img src=x onerror=canary({n})></template>",
    "<noscript><p title='</noscript><img src=x onerror=canary({n})>'>",
    "<!--><img src=x onerror=canary({n})>-->",
    "<![CDATA[<img src=x onerror=canary({n})>]]>",
    "'><img src=x onerror=canary({n})>",
    '"><img src=x onerror=canary({n})>',
    "'-canary({n})-'",
    '"-canary({n})-"',
    "');canary({n});('",
    '");canary({n});("',
    "${{canary({n})}}",
    "`${{canary({n})}}`",
    "`);canary({n});(`",
    "\\`;canary({n});//",
    "\\');canary({n});//",
    "*/canary({n});/*",
    "\u2028canary({n})\u2028",
    "\u2029;canary({n});//",
    "{{{{canary({n})}}}}",
    "{{{{constructor.constructor('canary({n})')()}}}}",
    "{{% canary({n}) %}}",
    "<%= canary({n}) %>",
    "#{{canary({n})}}",
    "[[${{canary({n})}}]]",
    "[村口](javascript:canary({n}))",
    '![图](x" onerror="canary({n}))',
    "<javascript:canary({n})>",
    "[x]: javascript:canary({n})",
    "data:text/html,<script>canary({n})</script>",
    "javascript:canary({n})",
    "&lt;img src=x onerror=canary({n})&gt;",
    "&#60;img src=x onerror=canary({n})&#62;",
    "%3Cimg%20src=x%20onerror=canary({n})%3E",
    "\\u003cimg src=x onerror=canary({n})\\u003e",
    "＜img src=x onerror=canary({n})＞",
    "<ſcript>canary({n})</ſcript>",
    "<scr\u200bipt>canary({n})</scr\u200bipt>",
    "<IMG SRC=x ONERROR=canary({n})>",
    "<img/src=x/onerror=canary({n})>",
    "<img src=x onerror\n=canary({n})>",
    "<x onclick=canary({n}) style=position:fixed;inset:0;z-index:9999>大遮罩</x>",
    '#read("/etc/passwd") #eval("canary({n})")',
    '=HYPERLINK("javascript:canary({n})","村")',
    "@SUM(canary({n}))",
)
"""With a number each, so that it is known which one ran."""
SHOWN = (
    *(
        "`",
        "``",
        "```js",
        "$",
        "$$x^2$$",
        "${",
        "${}",
        "{",
        "}",
        "{{",
        "}}",
        "{name}",
        "{0}",
        "%s",
        "%n%n",
        "%",
        "\\",
        "\\\\",
    ),
    *(
        "'",
        '"',
        "''",
        '"\'"',
        "<",
        ">",
        "<>",
        "</",
        "<!--",
        "-->",
        "]]>",
        "&",
        "&amp;",
        "&nbsp;",
        "&#0;",
        "&bogus;",
        "/",
        "//",
    ),
    *(
        "*村*",
        "**村**",
        "_村_",
        "~~村~~",
        "# 村",
        "- 村",
        "1. 村",
        "> 村",
        "| 村 | 镇 |",
        "---",
        ":red[村]",
        ":material/home:",
    ),
    *(
        ":smile:",
        "[村](http://evil.example/x)",
        "![村](http://evil.example/x.png)",
        "<http://evil.example/>",
        "http://evil.example",
    ),
    *(
        "村\u2028镇",
        "村\u2029镇",
        "村\u0085镇",
        "村\u00a0镇",
        "村\u3000镇",
        "村\u200b镇",
        "村\u200d镇",
        "村\u2060镇",
        "村\ufeff镇",
    ),
    *(
        "\u202e口污排",
        "\u202d村\u202c",
        "\u2066村\u2069",
        "\u2067村\u2069",
        "\u200f村",
        "\u061c村",
        "مصب الصرف",
        "קו ביוב",
        "村 مصب 镇",
    ),
    *(
        "😀",
        "👨‍👩‍👧‍👦",
        "🇨🇳",
        "👍🏽",
        "✅村",
        "㊣",
        "𠮷村",
        "𡈽",
        "䶮",
        "㙍",
        "龘",
        "é",
        "e\u0301",
        "Ａ１",
        "ﬀ",
        "½",
        "№",
        "ǅ",
        "İi",
        "ß",
    ),
    *(
        "Z\u0351\u036b\u0343a\u0321l\u034ego",
        "村" + "\u0301" * 60,
        "\u0336村",
        "ᚠᛇᚻ",
        "ⵣ",
        "ཀ",
        "ဪ",
        "﷽",
        "\ufffd",
        "\ud7ff",
        "\ue000",
    ),
    *(
        "null",
        "None",
        "NaN",
        "undefined",
        "true",
        "0",
        "-0",
        "1e400",
        "１２３",
        "0x7f",
        "007",
        "1/2",
        "2022-13-45",
        "=1+1",
        "+1",
        "-1",
    ),
    *(
        "@x",
        "\uff1d1+1",
        "DROP TABLE outlets;--",
        "' OR '1'='1",
        "../../etc/passwd",
        "C:\\CON",
        "NUL",
        "a?b=c&d#e",
        "a%00b",
        "a%2fb",
    ),
    *(
        "村" * 3000,
        "W" * 3000,
        "一 " * 900,
        "x" * 63 + "." * 400,
        "ab\tcd",
        "ab\ncd",
        "ab\r\ncd",
        "a\u000bb",
        "a\u000cb",
        "a\u007fb",
    ),
    *(
        "__proto__",
        "constructor",
        "toString",
        "hasOwnProperty",
        "prototype",
        "__class__",
        "length",
        "valueOf",
        "then",
        "window",
    ),
)
"""Nothing to run, much to spoil."""
FAMILIES = 300
DAY = date(2022, 12, 31)


def strange_texts(count: int = FAMILIES) -> list[str]:
    """Return the first so many, all different; every kind of string stands among the first sixty."""
    return list(islice(dict.fromkeys(mixed()), count))


def mixed() -> Iterator[str]:
    """Yield a string that would run and one to be shown in turn, then the running ones again inside other text."""
    running = [text.format(n=number) for number, text in enumerate(RUN)]
    step = 7  # both lists stand in families; a step through them meets each family early
    for number in range(max(len(running), len(SHOWN))):
        if number < len(running):
            yield running[number * step % len(running)]
        yield SHOWN[number * step % len(SHOWN)]
    for number, text in enumerate(RUN):
        yield f"汾河左岸{text.format(n=1000 + number)}排污口"
    for number, text in enumerate(RUN):
        yield f"'\"`${{x}}</title></style></textarea>{text.format(n=2000 + number)}"


def text_fields(kind: str) -> list[str]:
    """Return the fields of a kind that hold any text a ledger brings."""
    free = (FieldType.TEXT,)
    return [field.name for field in KINDS[kind].stored_fields if field.type in free and not field.choices]


COLUMNS, STEP_DEG = 10, 0.005
"""How the features of a kind lie: in rows, far enough apart to be clicked one by one."""
CORNER = (111.9, 38.3)


def spot(number: int, order: int) -> tuple[float, float]:
    """Return the place (lon, lat) of a feature of the kind that comes at `order`."""
    row, column = divmod(number, COLUMNS)
    return CORNER[0] + order * 0.25 + column * STEP_DEG, CORNER[1] - row * STEP_DEG


def rows_with(known: pd.DataFrame, kind: str, texts: list[str], first_id: int, order: int) -> pd.DataFrame:
    """Return a new feature for each text, which holds it in its code and another one in each field of text."""
    rows = known.iloc[np.arange(len(texts)) % len(known)].reset_index(drop=True)
    filled: dict[str, Any] = {"feature_id": first_id + np.arange(len(texts))}
    for shift, name in enumerate(text_fields(kind)):
        filled[name] = [*texts[shift:], *texts[:shift]]
    if "code" in rows:
        filled["code"] = [f"{kind[:2]}{text}" for text in texts]
    if KINDS[kind].has_place:
        filled["lon"], filled["lat"] = zip(*(spot(number, order) for number in range(len(texts))), strict=True)
    return rows.assign(**filled).astype(known.dtypes.to_dict())


def fill(registry: Any, texts: list[str]) -> dict[str, pd.DataFrame]:
    """Write one revision with strange features of every kind, and strange names for every section; return them."""
    made, first = {}, registry.store.next_feature_id()
    for order, kind in enumerate(kind for kind in KINDS if kind != "sections"):
        known = registry.store.frame(kind, DAY).drop(columns="revision").assign(valid_to=pd.NaT)
        if "merged_into" in known:
            known = known[known["merged_into"].isna()]
        made[kind] = rows_with(known.astype({"valid_to": "datetime64[s]"}), kind, texts, first, order)
        first += len(texts)
    sections = registry.store.frame("sections").drop(columns="revision")
    names = [texts[number % len(texts)] for number in range(len(sections))]
    made["sections"] = sections.assign(name=names, city=names[::-1], remark=names).astype(sections.dtypes.to_dict())
    assigned = {kind: assignments_for(registry, kind, made[kind]) for kind in ASSIGNED_KINDS}
    changes = ChangeSet(made, assignments=assigned)
    registry.store.commit(changes, Actor(texts[0]), texts[1], base_sha256=registry.base.sha256)
    return made
