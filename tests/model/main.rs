//! The real handlers in this process, with every call of the SDK in the test's hands.

mod smoke;
