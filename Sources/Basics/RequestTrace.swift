// On every way: for whom something is done, so that what happens far below can name it.

package enum RequestTrace {
    /// The id of the request on whose way this runs, as the answer's `X-Request-Id` has it; for a job `job-` and its
    /// name. nil for whatever nobody has asked for.
    @TaskLocal package static var id: String?
}
