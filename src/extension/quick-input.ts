import * as vscode from 'vscode';

/** The user went one step back. */
export const back = Symbol('back');
export type Back = typeof back;

/** Where a question stands among others. */
export interface Step {
  readonly step: number;
  readonly of: number;
}

export interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder: string;
  readonly value?: string;
  /** Hides what is typed. */
  readonly isSecret?: boolean;
  readonly place?: Step;
  /** Called for every value; `error` keeps it from being accepted. */
  readonly check: (value: string) => Promise<Verdict | undefined> | Verdict | undefined;
}

export interface Verdict {
  readonly severity: 'information' | 'error';
  readonly text: string;
}

/** Asks for a line of text, with a verdict on it while it is typed. Undefined where the user gave up. */
export async function ask(question: Question): Promise<string | Back | undefined> {
  const box = vscode.window.createInputBox();
  box.title = question.title;
  box.prompt = question.prompt;
  box.placeholder = question.placeholder;
  box.value = question.value ?? '';
  box.password = question.isSecret ?? false;
  box.ignoreFocusOut = true;
  if (question.place !== undefined) place(box, question.place);
  let latest = 0;
  const check = async (): Promise<boolean> => {
    const generation = ++latest;
    const verdict = await verdictOf(question, box.value);
    if (generation !== latest) return false;
    box.validationMessage = verdict && {
      message: verdict.text,
      severity: verdict.severity === 'error' ? vscode.InputBoxValidationSeverity.Error : vscode.InputBoxValidationSeverity.Info,
    };
    return verdict?.severity !== 'error';
  };
  return new Promise<string | Back | undefined>((resolve) => {
    const accept = async (): Promise<void> => {
      box.busy = true;
      const value = box.value;
      const isGood = await check();
      box.busy = false;
      if (isGood) finish(value);
    };
    const subscriptions = [
      box,
      box.onDidChangeValue(() => void check()),
      box.onDidAccept(() => void accept()),
      box.onDidTriggerButton(() => finish(back)),
      box.onDidHide(() => finish(undefined)),
    ];
    const finish = (answer: string | Back | undefined): void => {
      resolve(answer);
      for (const subscription of subscriptions) subscription.dispose();
    };
    // An empty box is not scolded before anything was typed.
    if (box.value !== '') void check();
    box.show();
  });
}

/** A check that fails keeps the answer from being taken, and the box from nothing: the next value may pass. */
async function verdictOf({ check }: Question, value: string): Promise<Verdict | undefined> {
  try {
    return await check(value);
  } catch (error) {
    return { severity: 'error', text: `This could not be checked: ${error instanceof Error ? error.message : String(error)}` };
  }
}

export interface Choice<T extends vscode.QuickPickItem> {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly T[];
  /** Marked at first. */
  readonly active?: T;
  readonly place?: Step;
  /** What is typed may be an answer, too: the item that stands for it, offered last. */
  readonly typed?: (value: string) => T;
  /** A button of an item was pressed; the returned items take the place of all. */
  readonly onButton?: (item: T) => Promise<readonly T[]>;
}

/** Lets the user pick one item. Undefined where the user gave up. */
export function pick<T extends vscode.QuickPickItem>(choice: Choice<T>): Promise<T | Back | undefined> {
  const list = vscode.window.createQuickPick<T>();
  list.title = choice.title;
  list.placeholder = choice.placeholder;
  list.matchOnDescription = true;
  list.items = choice.items;
  if (choice.active !== undefined) list.activeItems = [choice.active];
  if (choice.place !== undefined) place(list, choice.place);
  return new Promise<T | Back | undefined>((resolve, reject) => {
    const press = async (item: T): Promise<void> => {
      list.busy = true;
      // What the button asks must not close the list.
      list.ignoreFocusOut = true;
      try {
        list.items = (await choice.onButton?.(item)) ?? list.items;
      } finally {
        list.busy = false;
        list.ignoreFocusOut = false;
      }
    };
    // Enter may come before the list has what was typed last.
    const accepted = (): T | undefined => {
      const [selected] = list.selectedItems;
      const value = list.value.trim();
      const isListed = selected !== undefined && choice.items.includes(selected);
      return choice.typed === undefined || value === '' || isListed ? selected : choice.typed(value);
    };
    const subscriptions = [
      list,
      list.onDidAccept(() => finish(accepted())),
      list.onDidChangeValue((value) => {
        const { typed } = choice;
        if (typed === undefined) return;
        const isListed = choice.items.some(({ label }) => label === value.trim());
        list.items = value.trim() === '' || isListed ? choice.items : [...choice.items, typed(value.trim())];
      }),
      list.onDidTriggerItemButton(
        ({ item }) =>
          void press(item).catch((error: unknown) => {
            reject(error instanceof Error ? error : new Error(String(error)));
            finish(undefined);
          }),
      ),
      list.onDidTriggerButton(() => finish(back)),
      list.onDidHide(() => finish(undefined)),
    ];
    const finish = (answer: T | Back | undefined): void => {
      resolve(answer);
      for (const subscription of subscriptions) subscription.dispose();
    };
    list.show();
  });
}

function place(input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>, { step, of }: Step): void {
  input.step = step;
  input.totalSteps = of;
  if (step > 1) input.buttons = [vscode.QuickInputButtons.Back];
}
