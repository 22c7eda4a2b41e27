import type { PageProps } from "../route.js";
import { words } from "../words/index.js";

export function LivePage(_: PageProps) {
  return <h1>{words().live.title}</h1>;
}
