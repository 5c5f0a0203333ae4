"""Dresses the sample ministry's texts as the pages of an old ministry site: briefings, listings and feeds.

The quirks are those of real sites: the date glued to the time, a line of languages, a contents list of two parts,
headings with stray blanks, no headings among the answers, "Back to top" after each part, leftovers of the site's
machinery at the end, and menus all around.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape
from importlib import resources
from string import Template

from bot.sample.markup import Item, Text, Topic, one_spaced, printed_date

MINISTRY = {"en": "Ministry of Foreign Affairs of Orvenia", "ru": "Министерство иностранных дел Орвении"}
PRINCIPAL = {"en": "Helena Torvik", "ru": "Хелена Торвик"}


@dataclass(frozen=True, slots=True)
class _Wording:
    menu: tuple[str, ...]
    aside: tuple[str, ...]
    foot: str
    briefings: str
    contents: str
    questions: str
    question: str
    top: str
    leftovers: tuple[str, ...]


_WORDS = {
    "en": _Wording(
        menu=("The Minister", "Missions abroad", "Consular matters", "Press service", "Site map"),
        aside=("Photographs of the week", "Travel advice", "Weather in Castelmar"),
        foot="32 Harbour Square, Castelmar. Enquiries by letter only.",
        briefings="Briefings by the Spokesperson",
        contents="Table of contents",
        questions="Answers to media questions:",
        question="Question:",
        top="Back to top",
        leftovers=("Additional materials", "Advanced settings"),
    ),
    "ru": _Wording(
        menu=("Министр", "Загранучреждения", "Консульские вопросы", "Пресс-служба", "Карта сайта"),
        aside=("Фотографии недели", "Советы путешественникам", "Погода в Кастельмаре"),
        foot="Кастельмар, Портовая площадь, 32. Обращения принимаются только письменно.",
        briefings="Брифинги официального представителя",
        contents="Содержание",
        questions="Ответы на вопросы СМИ:",
        question="Вопрос:",
        top="К оглавлению",
        leftovers=("Дополнительные материалы", "Дополнительные настройки"),
    ),
}


def path_of(language: str, number: int | None = None) -> str:
    """The address of a briefing on the site, or of the listing of all."""
    return f"/{language}/briefings/" + ("" if number is None else str(number))


def briefing_page(text: Text) -> str:
    """The whole HTML page of a briefing."""
    words, language = _WORDS[text.language], text.language
    clock = f'<span class="time">{text.at:%H:%M}</span>'
    parts = [
        f'<div class="article-date"><span class="date">{printed_date(text.at.date(), language)}</span>{clock}</div>',
        f"<h1>{escape(text.title)}</h1>",
        '<ul class="editions"><li>en-GB1</li> <li>ru-RU1</li></ul>',
        '<div class="article-content">',
        *_contents(text),
        *(f"<p>{escape(paragraph)}</p>" for paragraph in text.preamble),
    ]
    for number, topic in enumerate(text.topics, 1):
        parts += [*_topic(number, topic), _top(language)]
    parts.append(f'<p class="centered"><strong>{words.questions}</strong></p>')
    for item in text.items:
        parts += [*_answers(item, language), _top(language)]
    parts += [*(f'<p class="portlet">{line}</p>' for line in words.leftovers), "</div>"]
    return _page(language, text.title, parts, text.number)


def listing_page(language: str, texts: Iterable[Text]) -> str:
    """The HTML page that lists the briefings, in the order given."""
    parts = [f"<h1>{_WORDS[language].briefings}</h1>", '<ul class="announce">']
    for text in texts:
        stamp = f'<span class="announce-date">{printed_date(text.at.date(), language)} {text.at:%H:%M}</span>'
        link = f'<a class="announce-link" href="{path_of(language, text.number)}">{escape(text.title)}</a>'
        parts.append(f"<li>{stamp} {link}</li>")
    return _page(language, _WORDS[language].briefings, [*parts, "</ul>"])


def feed(language: str, address: str, texts: Iterable[Text]) -> bytes:
    """The RSS 2.0 feed of the briefings, in the order given; `address`: the site's, without a slash at its end."""
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    head = {"title": MINISTRY[language], "link": address + path_of(language), "language": language}
    for tag, value in (head | {"description": _WORDS[language].briefings}).items():
        ET.SubElement(channel, tag).text = value
    for text in texts:
        item, link = ET.SubElement(channel, "item"), address + path_of(language, text.number)
        ET.SubElement(item, "title").text = text.title
        ET.SubElement(item, "link").text = link
        ET.SubElement(item, "guid", isPermaLink="true").text = link
        ET.SubElement(item, "pubDate").text = format_datetime(text.at, usegmt=True)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(rss, encoding="unicode").encode()


def _page(language: str, title: str, parts: Sequence[str], number: int | None = None) -> str:
    words = _WORDS[language]
    layout = Template((resources.files("bot.sample") / "page.html").read_text("utf-8"))
    return layout.substitute(
        language=language,
        title=escape(title),
        ministry=MINISTRY[language],
        menu="".join(f"<li><a>{word}</a></li>" for word in words.menu),
        aside="".join(f"<p>{word}</p>" for word in words.aside),
        foot=words.foot,
        en=path_of("en", number),
        ru=path_of("ru", number),
        content="\n".join(parts),
    )


def _contents(text: Text) -> list[str]:
    words = _WORDS[text.language]
    topics = "".join(
        f'<li><a href="#{number}">{escape(one_spaced(topic.heading))}</a></li>'
        for number, topic in enumerate(text.topics, 1)
    )
    items = "".join(f"<li>{escape(item.heading)}</li>" for item in text.items)
    return [
        f"<p><strong>{words.contents}</strong></p>",
        f"<ol>{topics}</ol>",
        f"<p><strong>{words.questions}</strong></p>",
        f"<ol>{items}</ol>",
        "<p>&nbsp;</p>",
    ]


def _topic(number: int, topic: Topic) -> list[str]:
    heading = escape(topic.heading) if topic.headed else ""
    return [
        f'<p class="centered"><a name="{number}"></a><strong>{heading}</strong></p>',
        *(f"<p>{escape(paragraph)}</p>" for paragraph in topic.paragraphs),
    ]


def _answers(item: Item, language: str) -> list[str]:
    lines: list[str] = []
    for asked in item.asked:
        lines += _turn(_WORDS[language].question, asked.question)
        lines += _turn(f"{PRINCIPAL[language]}:", asked.answer)
    return lines


def _turn(label: str, paragraphs: Sequence[str]) -> list[str]:
    first, *rest = (escape(paragraph) for paragraph in paragraphs)
    return [f"<p><strong>{label}</strong> {first}</p>", *(f"<p>{paragraph}</p>" for paragraph in rest)]


def _top(language: str) -> str:
    return f'<p class="to-top"><a href="#top">{_WORDS[language].top}</a></p>'
