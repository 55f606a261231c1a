/** A page with a form, as a browser shows it. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly html: string;
}

/** Where a browser was sent that is no page of the provider: back to the program. */
export interface Left {
  readonly left: URL;
}

/** The browser of a person who logs in: follows redirects, keeps cookies, fills in forms. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  /** @param home pages of this address are opened; any other is where the program waits */
  constructor(private readonly home: string) {}

  async open(address: string | URL, init: RequestInit = {}): Promise<Page | Left> {
    let url = new URL(address);
    let request = init;
    for (let steps = 0; steps < 20; steps++) {
      if (!url.href.startsWith(this.home)) return { left: url };
      const response = await fetch(url, { ...request, redirect: 'manual', headers: this.headers(request) });
      this.keep(response);
      const next = response.headers.get('location');
      if (next === null) return { url: url.href, status: response.status, html: await response.text() };
      await response.body?.cancel();
      url = new URL(next, url);
      request = {};
    }
    throw new Error(`${url.href}: too many redirects`);
  }

  /** Fills in the only form of a page, and sends it. Fields that are not named keep what the page gave them. */
  async submit({ url, html }: Page, fields: Readonly<Record<string, string>> = {}): Promise<Page | Left> {
    const action = /<form[^>]*\baction="([^"]*)"/.exec(html)?.[1];
    if (action === undefined) throw new Error(`${url} has no form: ${html.slice(0, 500)}`);
    const body = new URLSearchParams();
    for (const [input] of html.matchAll(/<input\b[^>]*>/g)) {
      const name = /\bname="([^"]*)"/.exec(input)?.[1];
      if (name !== undefined && !/type="submit"/.test(input))
        body.set(name, /\bvalue="([^"]*)"/.exec(input)?.[1] ?? '');
    }
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.open(new URL(action.replaceAll('&amp;', '&'), url), {
      method: 'POST',
      body: body.toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
  }

  private headers({ headers = {} }: RequestInit): Record<string, string> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { ...(headers as Record<string, string>), ...(cookie && { Cookie: cookie }) };
  }

  private keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', ...value] = pair.split('=');
      const isGone = /expires=thu, 01 jan 1970|max-age=0/i.test(line);
      if (isGone) this.cookies.delete(name);
      else this.cookies.set(name, value.join('='));
    }
  }
}

/** The page that must have come. */
export function pageOf(answer: Page | Left): Page {
  if ('left' in answer) throw new Error(`the browser was sent to ${answer.left.href}`);
  return answer;
}

/** What a person reads on a page. */
const wordsOf = (html: string) =>
  html
    .replace(/<(script|style)\b[^>]*>.*?<\/\1>|<[^>]*>/gs, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 2000);

/** The address that the browser must have been sent to. */
export function leftFor(answer: Page | Left): URL {
  if ('left' in answer) return answer.left;
  throw new Error(`${answer.url} answers ${answer.status}: ${wordsOf(answer.html)}`);
}
