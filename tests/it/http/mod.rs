//! Conventions of every endpoint: paths, bodies, queries, answers and CORS.

mod answers;
mod bodies;
mod cors;
mod documents;
mod paths;
mod queries;
