// The last audit of this console: the audit page sets it, and an alert reads it.

import type { Schemas } from "../../../clients/typescript/src/index.js";
import { Signal } from "./signal.js";

export const lastAudit = new Signal<Schemas["Audit"] | null>(null);
