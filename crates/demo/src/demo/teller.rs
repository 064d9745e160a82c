//! Says what happens: plain lines, with a progress bar below them when somebody watches.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// Tells the story.
pub struct Teller {
    bar: ProgressBar,
}

impl Teller {
    /// To standard output; the bar goes to standard error, on a terminal only.
    pub fn new() -> Self {
        Self { bar: ProgressBar::hidden() }
    }

    /// Shows the bar, for so many steps.
    pub fn start(&mut self, steps: usize) {
        if std::io::stderr().is_terminal() {
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed}");
            self.bar =
                ProgressBar::new(steps as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        }
    }

    /// A heading.
    pub fn chapter(&self, title: &str) {
        self.say("");
        self.say(title);
    }

    /// A step done.
    pub fn step(&self, text: &str) {
        self.say(&format!("  {text}"));
        self.bar.inc(1);
    }

    /// A line.
    pub fn say(&self, text: &str) {
        self.bar.suspend(|| println!("{text}"));
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}
