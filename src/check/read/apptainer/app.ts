/** Where an app of a definition (SCIF) lies; source: apptainer/apptainer:internal/pkg/build/apps/apps.go. */
export interface App {
  readonly name: string;
  readonly root: string;
  readonly environment: string;
  readonly runscript: string;
  readonly help: string;
  /** What labels of the app begin with in an image, which has one list for all. */
  readonly label: string;
  /** Folders that a builder makes for it. */
  readonly folders: readonly string[];
  /** Variables that name these places. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The app that a section is of: `%apprun tool`. Undefined for a name that is none. */
export function appOf(argument: string): App | undefined {
  const [name = ''] = argument.split(/\s/, 1);
  if (!/^[A-Za-z0-9][\w.-]{0,99}$/.test(name)) return undefined;
  const root = `/scif/apps/${name}`;
  const data = `/scif/data/${name}`;
  const meta = `${root}/scif`;
  return {
    name,
    root,
    environment: `${meta}/env/90-environment.sh`,
    runscript: `${meta}/runscript`,
    help: `${meta}/runscript.help`,
    label: `scif.${name}.`,
    folders: [`${root}/bin`, `${root}/lib`, `${meta}/env`, `${data}/input`, `${data}/output`],
    variables: {
      SCIF_APPNAME: name,
      SCIF_APPROOT: root,
      SCIF_APPMETA: meta,
      SCIF_DATA: '/scif/data',
      SCIF_APPDATA: data,
      SCIF_APPINPUT: `${data}/input`,
      SCIF_APPOUTPUT: `${data}/output`,
    },
  };
}
