// The operator's message to those who wait, in two languages, and how the buyers' pages show it.

import { useEffect, useId, useState } from "preact/hooks";
import { count } from "../../format.js";
import { ActButton } from "../parts/button.js";
import type { Session } from "../session.js";
import { words } from "../words/index.js";
import { type Room, roomTime } from "./facts.js";
import { removeNotice, setNotice } from "./notice-acts.js";
import { BYTES_MAX, type NoticeTexts, bytesOf, faultOf } from "./notice-text.js";

type Props = { session: Session; room: Room };

function textsOf({ notice }: Room): NoticeTexts {
  return { korean: notice?.korean ?? "", english: notice?.english ?? "" };
}

export function NoticeForm({ session, room }: Props) {
  const shown = textsOf(room);
  const [draft, setDraft] = useState<Partial<NoticeTexts>>({});
  const [basis, setBasis] = useState(shown); // what was shown when the writing began
  const t = words().rooms;
  const texts = { ...shown, ...draft };
  const isTouched = texts.korean !== shown.korean || texts.english !== shown.english;
  const isOvertaken =
    isTouched && (basis.korean !== shown.korean || basis.english !== shown.english);
  const faults = { korean: faultOf(texts.korean), english: faultOf(texts.english) };
  const isEmpty = texts.korean.trim() === "" && texts.english.trim() === "";
  const isWrong = isEmpty || faults.korean !== undefined || faults.english !== undefined;
  useEffect(() => {
    if (!isTouched) setBasis(shown);
  }, [isTouched, shown.korean, shown.english]);

  const write = (change: Partial<NoticeTexts>) => setDraft({ ...draft, ...change });
  const show = async () => {
    if (await setNotice(session, room, texts)) setDraft({});
  };
  const remove = async () => {
    if (await removeNotice(session, room)) setDraft({});
  };
  return (
    <section class="card" aria-labelledby="notice-title">
      <h2 id="notice-title">{t.notice}</h2>
      <p class="soft">
        {room.notice ? t.noticeSince(roomTime(room.notice.setAt)) : t.noticeNone} {t.noticeNote}
      </p>
      {isOvertaken && (
        <p class="note warn" role="status">
          {t.noticeChanged}
        </p>
      )}
      <div class="room-fields">
        {(["korean", "english"] as const).map((language) => (
          <NoticeField
            key={language}
            language={language}
            text={texts[language]}
            onInput={(text) => write({ [language]: text })}
            fault={faults[language]}
            isDisabled={!session.may("rooms:write")}
          />
        ))}
      </div>
      <div class="room-fields">
        <Preview language="ko" texts={texts} />
        <Preview language="en" texts={texts} />
      </div>
      <div class="choices">
        {room.notice && (
          <ActButton session={session} scope="rooms:write" onClick={remove}>
            {t.noticeRemove}
          </ActButton>
        )}
        <ActButton
          session={session}
          scope="rooms:write"
          disabled={!isTouched || isWrong}
          onClick={show}
        >
          {room.notice ? t.noticeReplace : t.noticeShow}
        </ActButton>
      </div>
    </section>
  );
}

type NoticeFieldProps = {
  language: "korean" | "english";
  text: string;
  onInput: (text: string) => void;
  fault: ReturnType<typeof faultOf>;
  isDisabled: boolean;
};

function NoticeField({ language, text, onInput, fault, isDisabled }: NoticeFieldProps) {
  const id = useId();
  const t = words().rooms;
  const bytes = bytesOf(text);
  const note =
    fault === "long"
      ? t.bytesOver(count(bytes - BYTES_MAX))
      : fault === "unseen"
        ? t.noticeUnseen
        : fault === "spaces"
          ? t.noticeSpaces
          : undefined;
  return (
    <div class="field">
      <label for={id}>{t[language]}</label>
      <textarea
        id={id}
        rows={4}
        lang={language === "korean" ? "ko" : "en"}
        value={text}
        disabled={isDisabled}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-note`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <small id={`${id}-note`} class={fault ? "wrong" : "soft"}>
        {t.bytes(count(bytes), count(BYTES_MAX))}
        {note && ` · ${note}`}
      </small>
    </div>
  );
}

/** As the buyers' pages choose it: the text in their language, else the other one. */
function Preview({ language, texts }: { language: "ko" | "en"; texts: NoticeTexts }) {
  const t = words().rooms;
  const [own, other] =
    language === "ko" ? [texts.korean, texts.english] : [texts.english, texts.korean];
  const isOther = own.trim() === "" && other.trim() !== "";
  const shown = isOther ? other : own;
  const lang = isOther === (language === "ko") ? "en" : "ko";
  return (
    <figure class="notice-preview">
      <figcaption>
        {language === "ko" ? t.previewKorean : t.previewEnglish}
        {isOther && ` ${language === "ko" ? t.previewOnlyEnglish : t.previewOnlyKorean}`}
      </figcaption>
      <div class="notice-card" lang={lang}>
        <strong lang={language}>{language === "ko" ? "공지" : "Notice"}</strong>
        <p>{shown.trim() === "" ? <span class="soft">–</span> : shown}</p>
      </div>
    </figure>
  );
}
