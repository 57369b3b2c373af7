// On a booking request's way: who pays, and with which card; asked of Stripe before anything is written down.
internal import Basics
internal import PaymentRules
internal import Store
internal import StripeClient

/// Who will pay: a student that there is, or one that Stripe knows and the store does not yet.
enum ResolvedPayer: Sendable {
    case known(Student)
    case new(CustomerID, name: String, email: String)

    var customer: CustomerID? {
        switch self {
        case .known(let student): student.customer
        case .new(let customer, _, _): customer
        }
    }
}

extension Bookings {
    func resolve(
        _ payer: BookLesson.Payer, _ viewer: BookingViewer
    ) async throws(BookingFailure) -> ResolvedPayer {
        let found = try await storing { [database] in
            try await database.read { tx in
                switch payer {
                case .student(let id): try await tx.student(id)
                case .customer(let customer): try await tx.student(ofCustomer: customer)
                }
            }
        }
        if case .student(let own) = viewer, found?.id != own {
            throw .invalid(
                field: payer.field, code: "resource_missing",
                "You can book for yourself alone: give your own id.")
        }
        if let found { return .known(found) }
        guard case .customer(let customer) = payer else {
            throw .invalid(field: payer.field, code: "resource_missing", "There is no such student.")
        }
        return try await fetched(customer)
    }

    private func fetched(_ id: CustomerID) async throws(BookingFailure) -> ResolvedPayer {
        let customer: Customer
        do throws(StripeFailure) {
            customer = try await stripe.retrieveCustomer(id, deadline: stripe.deadline()).object
        } catch {
            if error.isResourceMissing { throw Self.noCustomer }
            throw .stripe(LessonFailure(error))
        }
        guard !customer.isDeleted else { throw Self.noCustomer }
        return .new(id, name: customer.name ?? "", email: customer.email ?? "")
    }

    private static var noCustomer: BookingFailure {
        .invalid(field: "customer_id", code: "resource_missing", "There is no such customer at Stripe.")
    }

    /// The student in the transaction that books; another request may have brought them in meanwhile.
    func student(_ payer: ResolvedPayer, in tx: any Transaction) async throws(StoreFailure) -> Student {
        switch payer {
        case .known(let student): return student
        case .new(let customer, let name, let email):
            return try await tx.student(
                ofCustomer: customer, orNewWithName: name, email: email, now: clock.nowSeconds)
        }
    }

    /// Saves the card that was given, or finds the newest one.
    func card(
        _ given: PaymentMethodID?, of payer: ResolvedPayer
    ) async throws(BookingFailure) -> PaymentMethodID? {
        guard let customer = payer.customer else { return nil }
        let newest: PaymentMethodID?
        do throws(StripeFailure) {
            let deadline = stripe.deadline()
            if let given {
                return try await stripe.attachPaymentMethod(given, to: customer, deadline: deadline).object.id
            }
            newest = try await stripe.savedCards(of: customer, limit: 1, deadline: deadline).object.data
                .first?.id
        } catch {
            throw .stripe(LessonFailure(error))
        }
        guard let newest else { throw .noCard }
        return newest
    }
}

extension BookingFailure {
    fileprivate static var noCard: BookingFailure {
        .invalid(
            field: "payment_method", code: "payment_method_missing",
            "The student has no saved card: give payment_method.")
    }
}

extension BookLesson.Payer {
    fileprivate var field: String {
        switch self {
        case .student: "student_id"
        case .customer: "customer_id"
        }
    }
}
