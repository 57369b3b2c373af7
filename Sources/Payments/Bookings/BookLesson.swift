// On a booking request's way: books a lesson and holds its price, or charges a package, or takes from a wallet.
package import Basics
internal import PaymentRules
internal import Store
internal import StripeClient

package struct BookLesson: Sendable {
    package enum Payer: Sendable, Equatable {
        case student(Int64)
        /// A customer at Stripe, who becomes a student here with their first booking.
        case customer(CustomerID)
    }

    package enum Purchase: Sendable, Equatable {
        /// Held now or when the lesson nears, captured when it was taught.
        case lesson(Money)
        /// So many lessons, charged at once; this booking is the first of them.
        case package(Money, lessonsCount: Int64)
        /// One of the lessons of a package that was bought before.
        case fromWallet(Int64)
    }

    package let payer: Payer
    package let instructor: Int64
    package let startsAt: Int64
    package let endsAt: Int64
    package let purchase: Purchase
    /// nil says what it is.
    package let description: String?
    /// A card to save and to use; nil uses the newest saved one.
    package let card: PaymentMethodID?

    package init(
        payer: Payer, instructor: Int64, startsAt: Int64, endsAt: Int64, purchase: Purchase,
        description: String?, card: PaymentMethodID?
    ) {
        self.payer = payer
        self.instructor = instructor
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.purchase = purchase
        self.description = description
        self.card = card
    }
}

extension Bookings {
    /// `POST /bookings`. Two calls to Stripe: the card is looked up, and the money is held or charged; one more for a
    /// customer who is new here. A lesson further away than the lead is held by a job, without the second call.
    package func book(
        _ lesson: BookLesson, _ request: CallerRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        if let kept = try await answerKept(for: request) { return kept }
        try lesson.price?.refuseTooLittle()
        let payer = try await resolve(lesson.payer, request.viewer)
        let card: PaymentMethodID?
        if case .fromWallet = lesson.purchase {
            card = nil
        } else {
            card = try await self.card(lesson.card, of: payer)
        }
        return try await perform(request) { [self] tx in
            guard let instructor = try await tx.lockInstructor(lesson.instructor) else {
                throw BookingFailure.invalid(
                    field: "instructor_id", code: "resource_missing", "There is no such instructor.")
            }
            try lesson.refusePrice(of: instructor, for: request.viewer)
            try await refuseOverlap(
                instructor.id, from: lesson.startsAt, to: lesson.endsAt, besides: nil, in: tx)
            let student = try await student(payer, in: tx)
            try await tx.keepPolicy(
                hash: policy.hash, name: policy.name, document: policy.document, now: clock.nowSeconds)
            switch lesson.purchase {
            case .lesson(let price):
                return try await bookHeld(lesson, price, student, instructor, card, in: tx)
            case .package(let price, let count):
                return try await bookPackage(lesson, price, count, student, instructor, card, in: tx)
            case .fromWallet(let package):
                return try await bookFromWallet(lesson, package, student, instructor, in: tx)
            }
        }
    }

    func refuseOverlap(
        _ instructor: Int64, from start: Int64, to end: Int64, besides booking: Int64?,
        in tx: any Transaction
    ) async throws {
        let other = try await tx.overlap(ofInstructor: instructor, from: start, to: end, besides: booking)
        guard other == nil else {
            throw BookingFailure.conflict(
                code: "slot_taken", "The instructor has another lesson at that time: choose another time.")
        }
    }
}

extension BookLesson {
    /// What a card is to hold or pay; nil for a lesson of a wallet.
    fileprivate var price: Money? {
        switch purchase {
        case .fromWallet: nil
        case .lesson(let whole), .package(let whole, _): whole
        }
    }

    /// Who books for themselves does not name the price: it is the instructor's, where there is one.
    fileprivate func refusePrice(
        of instructor: Instructor, for viewer: BookingViewer
    ) throws(BookingFailure) {
        guard case .student = viewer, let price = instructor.price(ofSeconds: endsAt - startsAt) else {
            return
        }
        switch purchase {
        case .fromWallet: return
        case .lesson(let named):
            guard named != Money(minorUnits: price, currency: .usd) else { return }
            let text = Money(minorUnits: price, currency: .usd).displayText
            throw .invalid(field: "amount", code: "price_differs", "This lesson costs \(text): give that.")
        case .package:
            throw .invalid(
                field: "is_package", code: "price_differs", "Packages are sold by the shop: ask it for one.")
        }
    }
}

// MARK: The three ways to pay

extension Bookings {
    private func bookHeld(
        _ lesson: BookLesson, _ price: Money, _ student: Student, _ instructor: Instructor,
        _ card: PaymentMethodID?, in tx: any Transaction
    ) async throws -> Begun {
        let now = clock.nowSeconds
        var payment = try await pay(price, .lesson, student, card, in: tx)
        let booking = try await insert(
            lesson, price, student, instructor, payment: payment.id, package: nil,
            standing: PaymentStanding(),
            in: tx)
        switch timing.atBooking(now: now, startsAt: lesson.startsAt) {
        case .later(let moment):
            payment.holdDueAt = moment
            try await tx.save(payment)
            return Begun(subject: booking.id)
        case .now:
            let hold = try await movements.begin(
                .authorize, payment, amount: price.minorUnits, cause: "booked", in: tx)
            return Begun(subject: booking.id, operation: hold.id)
        }
    }

    private func bookPackage(
        _ lesson: BookLesson, _ price: Money, _ count: Int64, _ student: Student, _ instructor: Instructor,
        _ card: PaymentMethodID?, in tx: any Transaction
    ) async throws -> Begun {
        let payment = try await pay(price, .package, student, card, in: tx)
        // The first of its lessons is this booking's.
        let package = try await tx.insertPackage(
            studentID: student.id, paymentID: payment.id, origin: .bought, lessonsCount: count,
            lessonsLeft: count - 1, amount: price.minorUnits, currency: price.currency, now: clock.nowSeconds)
        let booking = try await insert(
            lesson, price, student, instructor, payment: payment.id, package: package,
            standing: PaymentStanding(), in: tx)
        let charge = try await movements.begin(
            .charge, payment, amount: price.minorUnits, cause: "package bought", in: tx)
        return Begun(subject: booking.id, operation: charge.id)
    }

    private func bookFromWallet(
        _ lesson: BookLesson, _ id: Int64, _ student: Student, _ instructor: Instructor,
        in tx: any Transaction
    ) async throws -> Begun {
        guard let package = try await tx.lockPackage(id), package.studentID == student.id else {
            throw BookingFailure.invalid(
                field: "package_id", code: "resource_missing", "The student has no such package.")
        }
        let payment = try await tx.payment(package.paymentID)
        guard payment?.status == .captured else {
            throw BookingFailure.conflict(
                code: "package_unpaid", "The package is not paid for: its lessons cannot be taken.")
        }
        guard package.lessonsLeft > 0,
            let price = PackagePrice(amount: package.amount, lessons: package.lessonsCount)?.price(
                ofLesson: package.lessonsCount - package.lessonsLeft + 1), price > 0
        else {
            throw BookingFailure.conflict(
                code: "package_empty", "All lessons of the package are taken: book without package_id.")
        }
        try await tx.setLessonsLeft(package.lessonsLeft - 1, ofPackage: package.id)
        let booking = try await insert(
            lesson, Money(minorUnits: price, currency: package.currency), student, instructor, payment: nil,
            package: package.id, standing: .paid(price), in: tx)
        return Begun(subject: booking.id)
    }

    private func pay(
        _ price: Money, _ kind: Payment.Kind, _ student: Student, _ card: PaymentMethodID?,
        in tx: any Transaction
    ) async throws -> Payment {
        guard let customer = student.customer else {
            throw BookingFailure.invalid(
                field: "student_id", code: "payment_method_missing", "The student has no saved card.")
        }
        return try await tx.insertPayment(
            studentID: student.id, kind: kind, amount: price.minorUnits, currency: price.currency,
            customer: customer, card: card, now: clock.nowSeconds)
    }

    private func insert(
        _ lesson: BookLesson, _ price: Money, _ student: Student, _ instructor: Instructor, payment: Int64?,
        package: Int64?, standing: PaymentStanding, in tx: any Transaction
    ) async throws -> Booking {
        let now = clock.nowSeconds
        let booking = try await tx.insert(
            NewBooking(
                studentID: student.id, instructorID: instructor.id, startsAt: lesson.startsAt,
                endsAt: lesson.endsAt, description: lesson.description ?? "Lesson with \(instructor.name)",
                amount: price.minorUnits, currency: price.currency, policyHash: policy.hash,
                paymentID: payment, packageID: package, standing: standing), now: now)
        try await tx.append(
            NewPaymentEvent(
                .booked, bookingID: booking.id, paymentID: payment, amount: price.minorUnits, cause: "booked"),
            currency: price.currency, now: now)
        return booking
    }
}
