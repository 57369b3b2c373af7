// On a request's way: sign-up and account routes. Each makes a form, one call of the service, and a body.
internal import Basics
internal import HTTPServer
internal import Payments

struct AccountDoor: Sendable {
    let accounts: Accounts
    let problems: AccountProblems

    /// `POST /lessons`: a student signs up; the browser saves the card with what is answered.
    @Sendable func signUp(_ request: Request) async -> Response {
        do {
            let form = try SignUpForm(try FormReader(request))
            let student = SignUp(name: form.name, email: form.email, firstLesson: form.firstLesson)
            switch try await accounts.signUp(student) {
            case .open(let customer, let secret): return AccountBodies.signedUp(customer, secret)
            case .taken(let customer): return AccountBodies.emailTaken(by: customer)
            }
        } catch {
            return problems.answer(error, request)
        }
    }

    /// `GET /payment-method/:customer_id`: the card on file.
    @Sendable func card(_ request: Request) async -> Response {
        do {
            return AccountBodies.card(try await accounts.card(of: try request.customer))
        } catch {
            return problems.answer(error, request)
        }
    }

    /// `POST /account-update`: name and address, and the way to another card.
    @Sendable func update(_ request: Request) async -> Response {
        await updating(request) { try AccountUpdateForm(try FormReader(request)) }
    }

    /// `POST /account-update/:customer_id`: the same, of the customer that the path names.
    @Sendable func updateNamed(_ request: Request) async -> Response {
        await updating(request) { try AccountUpdateForm(try FormReader(request), of: try request.customer) }
    }

    private func updating(_ request: Request, _ read: () throws -> AccountUpdateForm) async -> Response {
        do {
            let form = try read()
            let account = UpdateAccount(customer: form.customer, name: form.name, email: form.email)
            return AccountBodies.opened(try await accounts.update(account))
        } catch {
            return problems.answer(error, request)
        }
    }

    /// `POST /update-payment-details/:customer_id`: the browser saved a card; the old one goes.
    @Sendable func saveCard(_ request: Request) async -> Response {
        do {
            let customer = try request.customer
            let form = try SaveCardForm(try FormReader(request), of: customer)
            let card = SaveCard(customer: form.customer, proof: form.proof)
            return AccountBodies.card(try await accounts.saveCard(card))
        } catch {
            return problems.answer(error, request)
        }
    }

    /// `POST /delete-account/:customer_id`: for ever, unless a hold is open. Needs no body.
    @Sendable func delete(_ request: Request) async -> Response {
        do {
            let account = DeleteAccount(customer: try request.customer)
            return AccountBodies.deletion(try await accounts.delete(account))
        } catch {
            return problems.answer(error, request)
        }
    }
}
