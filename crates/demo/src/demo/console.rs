//! Prints lines, with a progress bar below them on a terminal.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// Output of the demo.
pub struct Console {
    bar: ProgressBar,
}

impl Console {
    /// Lines go to standard output, the bar to standard error.
    pub fn new() -> Self {
        Self { bar: ProgressBar::hidden() }
    }

    /// Shows the bar for a number of steps, if standard error is a terminal.
    pub fn start(&mut self, steps: usize) {
        if std::io::stderr().is_terminal() {
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed}");
            self.bar =
                ProgressBar::new(steps as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        }
    }

    /// Prints a heading.
    pub fn heading(&self, title: &str) {
        self.line("");
        self.line(title);
    }

    /// Prints a finished step and moves the bar.
    pub fn step(&self, text: &str) {
        self.line(&format!("  {text}"));
        self.bar.inc(1);
    }

    /// Prints a line.
    pub fn line(&self, text: &str) {
        self.bar.suspend(|| println!("{text}"));
    }

    /// Removes the bar.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}
