//! A description that exists only with the feature `describe`.

/// The description of an endpoint or frame: a function with the feature `describe`, nothing without.
pub struct Docs<F> {
    #[cfg(feature = "describe")]
    describe: F,
    #[cfg(not(feature = "describe"))]
    describe: std::marker::PhantomData<F>,
}

impl<F: Copy> Docs<F> {
    /// Keeps the function that describes an endpoint or frame, or drops it without the feature.
    #[cfg(feature = "describe")]
    pub const fn new(describe: F) -> Self {
        Self { describe }
    }

    /// Keeps the function that describes an endpoint or frame, or drops it without the feature.
    #[cfg(not(feature = "describe"))]
    pub const fn new(_: F) -> Self {
        Self { describe: std::marker::PhantomData }
    }

    /// The function that describes the endpoint or frame.
    #[cfg(feature = "describe")]
    pub const fn get(&self) -> F {
        self.describe
    }
}
