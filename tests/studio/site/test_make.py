"""The page of the film as a folder: what stands in it, that text stays text, that it appears whole or not at all."""

from __future__ import annotations

import html.parser
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

import studio.formats.make
import studio.rendering.film
from model.formulas import FORMULAS
from scenes.kit.narration import Cue
from studio.commands.app import app
from studio.rendering.clip import FinishedClip
from studio.site.formulas import find_formulas
from studio.site.write import replacing
from studio.system import paths
from studio.system.errors import UsageError
from tests.command_line import Run
from tests.tiny.bars import Bars
from tests.tiny.film import TinyFilm
from tests.tiny.site import HOSTILE, Tiny, build, tiny
from tests.tiny.waits import Waits


@pytest.fixture(scope="module")
def rendered(plain_film: TinyFilm) -> Tiny:
    return tiny(plain_film)


@pytest.fixture(scope="module")
def folder(rendered: Tiny, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("out") / "site", rendered)


class Elements(html.parser.HTMLParser):
    """Each element's name and attributes, and all text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def elements(folder: Path) -> Elements:
    return Elements((folder / "index.html").read_text(encoding="utf-8"))


def test_every_file_that_the_page_names_is_in_its_folder(folder: Path) -> None:
    found = elements(folder).found
    named = {attributes.get(name) for _, attributes in found for name in ("src", "href", "poster")} - {None}
    files = {name for name in named if not name.startswith("#")}  # type: ignore[union-attr]
    assert {"film.mp4", "film.vtt", "clips/tiny-bars.mp4", "clips/tiny-bars.png", "page/style.css"} <= files
    assert not [name for name in files if not (folder / name).is_file()]  # type: ignore[operator]
    styles = "".join(file.read_text() for file in (folder / "page").glob("*.css"))
    assert not [name for name in re.findall(r'url\("([^"]+)"\)', styles) if not (folder / "page" / name).is_file()]


def test_nothing_foreign_is_allowed_and_nothing_runs_but_its_own_files(folder: Path) -> None:
    found = elements(folder).found
    (policy,) = (each["content"] for tag, each in found if each.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.split(maxsplit=1) for rule in policy.split("; "))  # type: ignore[union-attr]
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("form-action") == "'none'"
    assert rules.pop("media-src") == "'self' blob:"  # what was fetched from here, where a server sends no parts
    assert set(rules.values()) == {"'self'"}
    assert not [name for _, attributes in found for name in attributes if name.startswith("on") or name == "style"]
    assert all(attributes.get("src") for tag, attributes in found if tag == "script")


@pytest.mark.parametrize("kind", ["title", "idea", "cue"])
def test_hostile_text_is_to_mathml_as_it_is(rendered: Tiny, tmp_path: Path, kind: str) -> None:
    bars, waits = rendered.finished
    before = elements(build(tmp_path / "plain", rendered)).found
    change = {"cues": (Cue(0.0, 1.0, HOSTILE),)} if kind == "cue" else {kind: HOSTILE}
    planted = FinishedClip(replace(waits.facts, **change), waits.video, waits.poster)
    found = elements(build(tmp_path / "site", rendered, finished=(bars, planted)))
    assert [tag for tag, _ in found.found] == [tag for tag, _ in before]
    assert [set(attributes) for _, attributes in found.found] == [set(attributes) for _, attributes in before]
    assert HOSTILE in " ".join(found.text.split())
    if kind == "title":
        snippets = [Elements(each["data-embed"] or "") for _, each in found.found if "data-embed" in each]
        assert [tag for tag, _ in snippets[1].found] == ["video", "source", "track"]
        assert snippets[1].found[0][1]["title"] == HOSTILE


def test_a_hostile_sentence_is_to_mathml_as_it_is(rendered: Tiny, tmp_path: Path) -> None:
    found = elements(build(tmp_path / "site", rendered, words=tuple(HOSTILE.split())))
    assert HOSTILE in found.text
    assert not [tag for tag, attributes in found.found if tag == "img" and not attributes["src"].startswith("clips/")]  # type: ignore[union-attr]


def test_clips_come_with_their_facts_and_their_files(rendered: Tiny, folder: Path) -> None:
    found = elements(folder)
    for one in rendered.finished:
        assert one.facts.title in found.text and one.facts.idea in found.text
        name = one.facts.address.replace("/", "-")
        assert (folder / "clips" / f"{name}.mp4").read_bytes() == one.video.read_bytes()
        with Image.open(folder / "clips" / f"{name}.webp") as still:
            assert still.width == 640
    said = [each for tag, each in found.found if each.get("class") == "cue"]
    starts = [float(each["data-start"]) for each in said]  # type: ignore[arg-type]
    captions = re.findall(r"^00:00:(\S+) -->", (folder / "film.vtt").read_text(), re.MULTILINE)
    assert starts == pytest.approx([float(start) for start in captions], abs=2e-3) and len(starts) == 3
    assert [each["href"] for each in said] == ["#tiny/bars@0.0", f"#tiny/bars@{starts[1]:.1f}", "#tiny/waits@0.0"]


def test_formulas_are_those_of_the_source_and_all_become_mathml() -> None:
    (shown,) = find_formulas(Bars)
    assert shown.source == FORMULAS["attention"].source and '<mrow class="query"><mi>Q</mi></mrow>' in shown.mathml
    from studio.site.formulas import _to_mathml

    for formula in FORMULAS.values():
        mathml = _to_mathml(formula).mathml
        assert "\\" not in mathml and "style" not in mathml, formula.name


def test_a_page_is_replaced_whole_and_a_failed_one_leaves_the_old(rendered: Tiny, tmp_path: Path) -> None:
    site = build(tmp_path / "site", rendered)
    (site / "clips" / "gone-from-the-film.mp4").touch()
    build(site, rendered)
    assert not (site / "clips" / "gone-from-the-film.mp4").exists()
    before = (site / "index.html").read_bytes()
    with pytest.raises(OSError, match="disk"), replacing(site) as temporary:
        (temporary / "index.html").write_text("half")
        raise OSError("the disk is gone")
    assert (site / "index.html").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("held", ["notes.txt", "index.html"])
def test_a_folder_with_something_else_is_not_touched(tmp_path: Path, held: str) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / held).write_text("my own words")
    with pytest.raises(UsageError, match=r"something else .* --out"), replacing(tmp_path / "site"):
        pass
    assert (tmp_path / "site" / held).read_text() == "my own words"


def test_the_command_makes_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a film that is two clips of a few seconds, from nothing, with the default bundle's sentence."""
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(studio.rendering.film, "find_clips", lambda address: (Bars, Waits))
    monkeypatch.setattr(studio.formats.make, "find_clips", {"tiny/bars": (Bars,), "tiny/waits": (Waits,)}.get)
    options = ["--quality", "draft", "--also", "gif", "--also", "webm", "--out", str(tmp_path / "out"), "--json"]
    app(["page", *options], standalone_mode=False)
    made = json.loads(capsys.readouterr().out)
    index = tmp_path / "out" / "site" / "index.html"
    assert Path(made["index"]) == index and [file.name for file in (tmp_path / "out").iterdir()] == ["site"]
    assert made["size"] == sum(file.stat().st_size for file in index.parent.rglob("*") if file.is_file())
    text = Elements(index.read_text(encoding="utf-8")).text
    assert "the black cat leaves the small house because it is tired" in text and "est fatigué" in text
    for suffix in ("mp4", "webm", "gif", "srt", "vtt", "png"):
        files = sorted((index.parent / "clips").glob(f"*.{suffix}"))
        assert [file.stem for file in files] == ["tiny-bars", "tiny-waits"] and made["clips"] == 2
        assert all(f'href="clips/{file.name}" download' in index.read_text(encoding="utf-8") for file in files)
    with Image.open(index.parent / "clips" / "tiny-bars.gif") as gif:
        assert gif.format == "GIF" and gif.n_frames > 1
    for file in ("film.mp4", "clips/tiny-bars.mp4", "clips/tiny-waits.mp4", "clips/tiny-bars.webm"):
        probe = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0"]
        said = subprocess.run([*probe, index.parent / file], capture_output=True, text=True, check=True).stdout
        assert {"video", "audio"} <= set(said.split()), file
    assert "The voice is synthetic: heart" in text
    app(["page", *options, "--voice", "none"], standalone_mode=False)
    assert "synthetic" not in index.read_text(encoding="utf-8")


def test_a_wrong_act_writes_nothing(render_py: Run, tmp_path: Path) -> None:
    done = render_py("page", "self_atention")
    assert done.returncode == 2 and "self_attention" in done.stderr and done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())
