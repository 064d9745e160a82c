// The report of a migration: one line for each part of the configuration.

/** State of one part of the configuration. */
export type State = 'exists' | 'created' | 'missing' | 'differs'

const MARKS: Record<State, string> = { exists: '=', created: '+', missing: '-', differs: '!' }

export class Report {
  readonly lines: { state: State; what: string; detail: string }[] = []

  constructor(
    readonly dryRun: boolean,
    private readonly print: (line: string) => void = console.log,
  ) {}

  add(state: State, what: string, detail = ''): void {
    this.lines.push({ state, what, detail })
    const verb = state === 'missing' && this.dryRun ? 'to create' : state
    this.print(`${MARKS[state]} ${verb.padEnd(9)} ${what}${detail === '' ? '' : `: ${detail}`}`)
  }

  count(state: State): number {
    return this.lines.filter((line) => line.state === state).length
  }

  /** Whether something still is not as configured. */
  get isDifferent(): boolean {
    return this.count('differs') > 0 || (!this.dryRun && this.count('missing') > 0)
  }

  summarize(): void {
    const missing = `${this.count('missing')} ${this.dryRun ? 'to create' : 'left out'}`
    this.print(
      `${this.count('exists')} as configured, ${this.count('created')} created, ${missing}, ` +
        `${this.count('differs')} different`,
    )
  }
}

/** A sentence for each field that is not as configured, with both values. */
export function differences(expected: object, found: object): string[] {
  const other = found as Record<string, unknown>
  return Object.entries(expected)
    .filter(([name, value]) => String(value) !== String(other[name]))
    .map(([name, value]) => `${name} is ${String(other[name])}, configured is ${String(value)}`)
}
