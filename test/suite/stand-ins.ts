import * as vscode from 'vscode';

type Shown = 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage';

/** What was said while some work was done: each message with its detail, and the buttons that it had. */
export interface Said {
  readonly text: string;
  readonly buttons: readonly string[];
}

/** What a user would do. */
interface Answers {
  /** The button that is pressed, of those that a message has; the first one unless given, none where it is `undefined`. */
  readonly press?: (said: Said) => string | undefined;
  /** What is typed into each box, one after the other. The last one is given up where its box does not take it. */
  readonly type?: readonly string[];
  /** What is picked of each list, one after the other, by its label; lists that come after those are given up. */
  readonly pick?: readonly string[];
}

/** Answers messages and boxes as a user would while `work` is done, and hands over what was said. */
export async function answering(
  work: () => Thenable<unknown>,
  { press = ({ buttons }) => buttons[0], type = [], pick }: Answers = {},
): Promise<readonly Said[]> {
  const said: Said[] = [];
  const shown: readonly Shown[] = ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'];
  const { createInputBox, createQuickPick, ...rest } = vscode.window;
  const originals = Object.fromEntries(shown.map((name) => [name, rest[name]]));
  const stand = (message: string, ...more: readonly unknown[]): Promise<unknown> => {
    const [options, ...items] = isOptions(more[0]) ? more : [undefined, ...more];
    const detail = isOptions(options) && options.detail !== undefined ? `\n${options.detail}` : '';
    const buttons = items.map(titleOf);
    said.push({ text: `${message}${detail}`, buttons });
    const pressed = press(said.at(-1)!);
    return Promise.resolve(items[buttons.findIndex((title) => title === pressed)]);
  };
  const typed = [...type];
  const picked = [...(pick ?? [])];
  Object.assign(vscode.window, Object.fromEntries(shown.map((name) => [name, stand])), {
    createInputBox: () => new TypedBox(typed),
    ...(pick !== undefined && { createQuickPick: () => new PickedList(picked) }),
  });
  try {
    await work();
    return said;
  } finally {
    Object.assign(vscode.window, originals, { createInputBox, createQuickPick });
  }
}

const isOptions = (value: unknown): value is vscode.MessageOptions =>
  typeof value === 'object' && value !== null && !('title' in value);

const titleOf = (item: unknown): string => (typeof item === 'string' ? item : (item as vscode.MessageItem).title);

/** A box into which texts are typed until it takes one; given up where there is no more. */
class TypedBox {
  value = '';
  validationMessage: unknown;
  readonly #accept: (() => void)[] = [];
  readonly #hide: (() => void)[] = [];
  #isOpen = true;

  constructor(private readonly typed: string[]) {}

  readonly onDidAccept = (listener: () => void): vscode.Disposable => this.#keep(this.#accept, listener);
  readonly onDidHide = (listener: () => void): vscode.Disposable => this.#keep(this.#hide, listener);
  readonly onDidChangeValue = (): vscode.Disposable => new vscode.Disposable(() => undefined);
  readonly onDidTriggerButton = (): vscode.Disposable => new vscode.Disposable(() => undefined);

  show(): void {
    void this.#type();
  }

  dispose(): void {
    this.#isOpen = false;
  }

  async #type(): Promise<void> {
    while (this.#isOpen) {
      const next = this.typed.shift();
      if (next === undefined) {
        for (const listener of this.#hide) listener();
        return;
      }
      this.value = next;
      for (const listener of this.#accept) listener();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  #keep(listeners: (() => void)[], listener: () => void): vscode.Disposable {
    listeners.push(listener);
    return new vscode.Disposable(() => undefined);
  }
}

/** A list of which an item is picked once it is shown; given up where there is no label left. */
class PickedList {
  items: readonly vscode.QuickPickItem[] = [];
  selectedItems: readonly vscode.QuickPickItem[] = [];
  value = '';
  readonly #accept: (() => void)[] = [];
  readonly #hide: (() => void)[] = [];

  constructor(private readonly picked: string[]) {}

  readonly onDidAccept = (listener: () => void): vscode.Disposable => this.#keep(this.#accept, listener);
  readonly onDidHide = (listener: () => void): vscode.Disposable => this.#keep(this.#hide, listener);
  readonly onDidChangeValue = (): vscode.Disposable => new vscode.Disposable(() => undefined);
  readonly onDidTriggerButton = (): vscode.Disposable => new vscode.Disposable(() => undefined);
  readonly onDidTriggerItemButton = (): vscode.Disposable => new vscode.Disposable(() => undefined);

  show(): void {
    const label = this.picked.shift();
    const found = this.items.filter((item) => item.label === label);
    if (label !== undefined && found.length === 0) {
      throw new Error(`${label} is none of ${this.items.map((item) => item.label).join(', ')}`);
    }
    this.selectedItems = found;
    // Whoever shows a list listens from then on.
    setTimeout(() => {
      for (const listener of found.length === 0 ? this.#hide : this.#accept) listener();
    }, 0);
  }

  dispose(): void {
    this.items = [];
  }

  #keep(listeners: (() => void)[], listener: () => void): vscode.Disposable {
    listeners.push(listener);
    return new vscode.Disposable(() => undefined);
  }
}
