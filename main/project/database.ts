import Database from "better-sqlite3";
import { EphysError } from "#core/model/index.ts";
import { MIGRATIONS, type Migration } from "./migrations/index.ts";

export type Db = Database.Database;

/** "SpkD": tells a project's database from any other SQLite file. */
const APPLICATION_ID = 0x53706b44;

/** Opens a SQLite file; Electron's older Node-API needs another build of the same addon, named by the environment. */
export function connect(file: string, options: { readonly timeoutMs?: number } = {}): Db {
  const nativeBinding = process.env["SPIKEDESK_SQLITE_BINDING"];
  return new Database(file, {
    timeout: options.timeoutMs ?? 5000,
    ...(nativeBinding === undefined || nativeBinding === "" ? {} : { nativeBinding }),
  });
}

/** Opens (or makes) a project's database at the newest schema. */
export function openDatabase(file: string, migrations: readonly Migration[] = MIGRATIONS): Db {
  const db = connect(file);
  try {
    checkIsProject(db, file);
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    db.pragma("foreign_keys = ON");
    migrate(db, file, migrations);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function checkIsProject(db: Db, file: string): void {
  let applicationId: unknown;
  try {
    applicationId = db.pragma("application_id", { simple: true });
  } catch (cause) {
    throw new EphysError(
      "CorruptFile",
      `${file} is not a SQLite database; restore it from a copy`,
      { file },
      cause,
    );
  }
  const isEmpty = db.prepare("SELECT count(*) FROM sqlite_schema").pluck().get() === 0;
  if (isEmpty) db.pragma(`application_id = ${String(APPLICATION_ID)}`);
  else if (applicationId !== APPLICATION_ID) {
    throw new EphysError("FormatNotRecognised", `${file} is a database of another program`, {
      file,
    });
  }
}

/** Brings the schema up, one transaction per migration, so that a kill leaves the old or the new one. */
function migrate(db: Db, file: string, migrations: readonly Migration[]): void {
  const current = Number(db.pragma("user_version", { simple: true }));
  const newest = migrations.at(-1)?.version ?? 0;
  if (current > newest) {
    throw new EphysError(
      "ProjectTooNew",
      `${file} was written by a newer version (schema ${String(current)}, this one knows ${String(newest)}); update SpikeDesk to open it`,
      { file, schema: current, known: newest },
    );
  }
  for (const { version, sql } of migrations) {
    if (version <= current) continue;
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${String(version)}`);
    })();
  }
}
