// At the start: files of the owner's own, in place of the pages that are compiled in.
internal import Foundation
internal import Pages

/// The folder of `STATIC_DIR`. Only names that the shop has are ever asked for, so no request leads out of it.
struct StaticFolder {
    private let folder: URL

    init(_ path: String) throws(StartFailure) {
        folder = URL(filePath: path, directoryHint: .isDirectory)
        guard (try? folder.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true else {
            throw StartFailure(staticDirectory: path)
        }
    }

    /// nil when the folder does not hold the file.
    func bytes(of file: PageFile) -> [UInt8]? {
        (try? Data(contentsOf: folder.appending(path: file.rawValue))).map(Array.init)
    }
}

extension StartFailure {
    fileprivate init(staticDirectory path: String) {
        description = "STATIC_DIR is no folder: \(path). Name one, or leave it away."
    }
}
