// What a migration found and did, told line by line.

/** What became of one thing of the configuration. */
export type Outcome = 'exists' | 'created' | 'missing' | 'differs'

const MARKS: Record<Outcome, string> = { exists: '=', created: '+', missing: '-', differs: '!' }

export class Report {
  readonly lines: { outcome: Outcome, what: string, detail: string }[] = []

  constructor(readonly dryRun: boolean, private readonly print: (line: string) => void = console.log) {}

  tell(outcome: Outcome, what: string, detail = ''): void {
    this.lines.push({ outcome, what, detail })
    const verb = outcome === 'missing' && this.dryRun ? 'to create' : outcome
    this.print(`${MARKS[outcome]} ${verb.padEnd(9)} ${what}${detail === '' ? '' : `: ${detail}`}`)
  }

  count(outcome: Outcome): number {
    return this.lines.filter((line) => line.outcome === outcome).length
  }

  /** Whether something is not as the configuration has it, and was left so. */
  get isDifferent(): boolean {
    return this.count('differs') > 0 || (!this.dryRun && this.count('missing') > 0)
  }

  summarize(): void {
    const missing = `${this.count('missing')} ${this.dryRun ? 'to create' : 'left out'}`
    this.print(`${this.count('exists')} as configured, ${this.count('created')} created, ${missing}, ` +
      `${this.count('differs')} different`)
  }
}

/** Each field that is not as configured, with both values. */
export function differences(expected: object, found: object): string[] {
  const other = found as Record<string, unknown>
  return Object.entries(expected)
    .filter(([name, value]) => String(value) !== String(other[name]))
    .map(([name, value]) => `${name} is ${String(other[name])}, configured is ${String(value)}`)
}
