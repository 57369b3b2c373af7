// At the start: files of the owner's own, in place of the pages that are compiled in.
internal import Foundation
internal import Pages

/// The folder of `STATIC_DIR`. Only names that the shop has are ever asked for, so no request leads out of it.
struct StaticFolder {
    private let folder: URL

    init(_ path: String) {
        folder = URL(filePath: path, directoryHint: .isDirectory)
    }

    var exists: Bool {
        (try? folder.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    }

    /// nil when the folder does not hold the file.
    func bytes(of file: PageFile) -> [UInt8]? {
        (try? Data(contentsOf: folder.appending(path: file.rawValue))).map(Array.init)
    }
}
