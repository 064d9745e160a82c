//! A registry: policy, authority, pause, and changes under timelock.

pub mod accept_authority;
pub mod apply_change;
pub mod cancel_change;
pub mod change;
pub mod create_mint;
pub mod create_registry;
pub mod execute_change;
pub mod open_registry;
pub mod pause_registry;
pub mod policy;
pub mod propose_authority;
pub mod schedule_change;
pub mod state;
pub mod suspend_notary;
pub mod unpause_registry;

pub use accept_authority::*;
pub use apply_change::*;
pub use cancel_change::*;
pub use change::*;
pub use create_mint::*;
pub use create_registry::*;
pub use execute_change::*;
pub use open_registry::*;
pub use pause_registry::*;
pub use policy::*;
pub use propose_authority::*;
pub use schedule_change::*;
pub use state::*;
pub use suspend_notary::*;
pub use unpause_registry::*;
