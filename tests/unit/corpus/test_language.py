"""English in all its forms is English; other languages are told by name."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from insight.corpus.words.language import language_of

SHARED = Path(__file__).parents[4] / "shared"

SAID = {
    "pl": ("Pielęgniarki były bardzo miłe.", "Musiałem czekać trzy godziny na lekarza."),
    "ro": ("Asistentele au fost amabile cu mine.", "Nu am înțeles scrisoarea de la spital."),
    "ar": ("كانت الممرضة لطيفة جدا معي", "انتظرت ثلاث ساعات قبل رؤية الطبيب"),
    "cy": ("Roedd y nyrsys yn garedig iawn.", "Doeddwn i ddim yn deall y llythyr."),
    "bn": ("নার্সরা খুব ভালো ব্যবহার করেছেন।", "চিঠিটা আমি বুঝতে পারিনি।"),
    "ur": ("نرسیں بہت مہربان تھیں۔", "میں خط نہیں سمجھ سکا۔"),
    "pa": ("ਨਰਸਾਂ ਬਹੁਤ ਚੰਗੀਆਂ ਸਨ।", "ਮੈਨੂੰ ਚਿੱਠੀ ਸਮਝ ਨਹੀਂ ਆਈ।"),
    "uk": ("Медсестри були дуже добрі до мене.", "Я чекала на лікаря три години."),
    "fr": ("Les infirmières étaient très gentilles.", "Je n'ai pas compris la lettre."),
    "es": ("Las enfermeras fueron muy amables.", "Tuve que esperar tres horas al médico."),
    "pt": ("As enfermeiras foram muito simpáticas.", "Não percebi a carta do hospital."),
    "zh": ("护士们非常友善。", "我看不懂医院寄来的信。"),
    "lt": ("Slaugytojos buvo labai malonios.", "Nesupratau laiško iš ligoninės."),
    "hu": ("Az ápolónők nagyon kedvesek voltak.", "Nem értettem a kórház levelét."),
    "ne": ("नर्सहरू धेरै दयालु थिए।", "मैले अस्पतालको चिठी बुझिनँ।"),
    "tl": ("Napakabait ng mga nars sa akin.", "Hindi ko naintindihan ang sulat ng ospital."),
    "el": ("Οι νοσοκόμες ήταν πολύ ευγενικές.", "Δεν κατάλαβα το γράμμα."),
    "ja": ("看護師さんはとても親切でした。", "手紙の意味がわかりません。"),
}


@pytest.mark.parametrize("code", sorted(SAID))
def test_each_language_is_told(code: str) -> None:
    assert [language_of(text) for text in SAID[code]] == [code] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Why aye man, the nurses wor canny an nee bother at aal.",
        "Wor lass had te gan doon the toon for hor tablets.",
        "Howay man, three hoor sat there wi nowt te eat.",
        "Divvent tek us back there, it wes reet shan.",
        "cudnt get thru on fone 4 ages pls fix",
        "gr8 nurses thx so much luv u all xx",
        "Friendly staff, clean ward, decent food.",
        "The lunch at Café Olé with Zoë and Łukasz was lovely.",
        "WE WAITED AND NOBODY CAME TO TELL US",
    ],
)
def test_dialect_and_words_typed_on_a_telephone_are_english(text: str) -> None:
    assert language_of(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "", "No.", "👍👍", "Very good", "12.30", "Małgorzata", "Diolch", "دكتور",
        "NURSE GOOD SIGN LITTLE", "Paracetamol, ibuprofen, gabapentin",
        "www.example.org/zdrowie @pomoc #dziękuję",
    ],
)  # fmt: skip
def test_what_is_too_short_or_in_doubt_has_no_language(text: str) -> None:
    assert language_of(text) == ""


@pytest.mark.parametrize(
    "text",
    ["My name is Ludmiła", "Nurse Kowalczyk is my favourite", "Doctor Głowacki, Sister Ní Bhroin"],
)
def test_a_name_makes_no_language(text: str) -> None:
    assert language_of(text) in ("en", "")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data folder is not here")
def test_of_thousands_of_english_comments_none_is_taken_for_another_language() -> None:
    for name in ("fft_comments_dev", "fft_phase1_dev"):
        said = pd.read_parquet(SHARED / "data" / f"{name}.parquet")["text"]
        assert {language_of(text) for text in said} <= {"en", ""}
