import type { JsonObject, JsonValue } from "#core/model/index.ts";
import type { Db } from "../database.ts";

/** Settings of one project by name; who reads them checks that they are settings. */
export function createSettingsRepository(db: Db) {
  const select = db.prepare<[], { readonly name: string; readonly value_json: string }>(
    "SELECT name, value_json FROM settings ORDER BY name",
  );
  const put = db.prepare("INSERT OR REPLACE INTO settings (name, value_json) VALUES (?, ?)");
  const remove = db.prepare("DELETE FROM settings WHERE name = ?");
  return {
    all: (): JsonObject =>
      Object.fromEntries(
        select.all().map(({ name, value_json }) => [name, JSON.parse(value_json) as JsonValue]),
      ),
    /** @param value null: as the application has it */
    set(name: string, value: JsonValue): void {
      if (value === null) remove.run(name);
      else put.run(name, JSON.stringify(value));
    },
  };
}
