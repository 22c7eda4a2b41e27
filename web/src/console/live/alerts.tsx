import { words } from "../words/index.js";

export function Alerts() {
  return (
    <section>
      <h2>{words().frame.alerts}</h2>
      <p class="soft">{words().alerts.none}</p>
    </section>
  );
}
